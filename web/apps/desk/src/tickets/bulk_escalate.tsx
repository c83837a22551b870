import { useT } from "@filodiretto/i18n";
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Dialog } from "../shared/dialog";
import { useDraft } from "../shared/use_draft";

const kLevels = ["2", "3", "vendor"] as const;
type Level = (typeof kLevels)[number];

/** One reason for all: the next level reads it on each ticket. */
export default function EscalateDialog({ count, run, close }: { count: number; run: (level: Level, reason: string) => void; close: () => void }) {
  const t = useT();
  const [level, setLevel] = useState<Level>("2");
  const reason = useDraft("bulk-escalate");
  const [problem, setProblem] = useState("");
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!reason.text.trim()) return setProblem(t("error.required"));
    run(level, reason.text.trim());
    reason.clear();
    close();
  };
  return (
    <Dialog onClose={close} title={t("bulk.escalate", { count })}>
      <form className="stack" onSubmit={submit}>
        <NativeSelect label={t("ticket.level")} data={kLevels.map((each) => ({ value: each, label: t(`level.${each}`) }))} value={level} onChange={(event) => setLevel(event.currentTarget.value as Level)} />
        <Textarea label={t("ticket.escalationReason")} autosize minRows={3} data-autofocus value={reason.text} error={problem} onChange={(event) => { reason.setText(event.currentTarget.value); setProblem(""); }}
          onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit()} />
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button type="submit">{t("ticket.escalate")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
