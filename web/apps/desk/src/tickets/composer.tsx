import { api, type ProcedureOutcome } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import "@mantine/core/styles/FloatingIndicator.css";
import "@mantine/core/styles/SegmentedControl.css";
import { Button, SegmentedControl } from "@mantine/core";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useKeys } from "../keys";
import { keys, queryClient } from "../query";
import { toastError } from "../shared/toast";
import { useDraft } from "../shared/use_draft";
import css from "./tickets.module.css";

type Kind = "note" | "public" | "procedure";
const kKinds: Kind[] = ["note", "public", "procedure"];

/** Writes notes, messages and procedures; each has its own draft. Ctrl-Enter sends. */
export function Composer({ ticketId }: { ticketId: string }) {
  const t = useT();
  const [kind, setKind] = useState<Kind>("note");
  const field = useRef<HTMLDivElement>(null);
  const write = (next: Kind) => {
    // At once: the next key that is typed must land in the field, not act as a shortcut.
    flushSync(() => setKind(next));
    field.current?.querySelector("textarea")?.focus();
  };
  useKeys([
    { keys: "m", label: "composer.note", run: () => write("note") },
    { keys: "a", label: "composer.public", run: () => write("public") },
    { keys: "p", label: "composer.procedure", run: () => write("procedure") },
  ]);
  return (
    <div className={css.composer}>
      <div className={css.composerInner} ref={field}>
        <SegmentedControl size="xs" value={kind} onChange={(value) => setKind(value as Kind)} aria-label={t("composer.kind")}
          data={kKinds.map((each) => ({ value: each, label: t(`composer.${each}`) }))} style={{ alignSelf: "flex-start" }} />
        <Editor key={`${ticketId}-${kind}`} ticketId={ticketId} kind={kind} />
      </div>
    </div>
  );
}

function Editor({ ticketId, kind }: { ticketId: string; kind: Kind }) {
  const t = useT();
  const draft = useDraft(`ticket-${ticketId}-${kind}`);
  const [busy, setBusy] = useState(false);
  const send = async (outcome?: ProcedureOutcome) => {
    const text = draft.text.trim();
    if (!text || busy) return;
    setBusy(true);
    try {
      if (kind === "procedure") await api.tickets.addProcedure(ticketId, text, outcome ?? "worked");
      else await api.tickets.write(ticketId, kind, text);
      draft.clear();
      void queryClient.invalidateQueries({ queryKey: keys.ticket(ticketId) });
    } catch (error) {
      toastError(error);
    } finally {
      setBusy(false);
    }
  };
  const label = t(`composer.${kind}.placeholder`);
  return (
    <>
      <textarea data-kind={kind} aria-label={label} placeholder={label} value={draft.text} onChange={(event) => draft.setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void send())} />
      <div className="row wrap">
        <span className="dim small" role="status">{draft.text && t(draft.saved ? "draft.saved" : "draft.saving")}</span>
        <span className="grow" />
        {kind === "procedure" ? (
          <>
            <span className="dim small">{t("procedure.question")}</span>
            {(["worked", "partly", "failed"] as const).map((each) => (
              <Button key={each} variant="default" disabled={!draft.text.trim()} loading={busy} onClick={() => void send(each)}>{t(`procedure.${each}`)}</Button>
            ))}
          </>
        ) : (
          <Button disabled={!draft.text.trim()} loading={busy} onClick={() => void send()} title={t("keys.ctrlEnter")}>{t(kind === "note" ? "composer.note.send" : "composer.public.send")}</Button>
        )}
      </div>
    </>
  );
}
