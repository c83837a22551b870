import type { Level } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { NativeSelect, Textarea } from "@mantine/core";
import { useState } from "react";
import { QuestionDialog } from "../shared/question_dialog";
import { useDraft } from "../shared/use_draft";
import "../shared/choices";

interface Props {
  title: string;
  action: string;
  /** What the text is. */
  label: string;
  draft: string;
  /** Where tickets may go, when that is asked too. */
  levels?: readonly Level[];
  run: (text: string, level: Level) => Promise<unknown> | void;
  close: () => void;
}

/** A reason, and to which level where it goes up. What is typed is a draft until it is done. */
export function ReasonDialog({ title, action, label, draft, levels = [], run, close }: Props) {
  const t = useT();
  const [level, setLevel] = useState<Level>(levels[0] ?? "vendor");
  const { text, setText, clear, saved } = useDraft(draft);
  const send = async () => {
    await run(text.trim(), level);
    clear();
  };
  return (
    <QuestionDialog title={title} action={action} empty={!text.trim()} run={send} close={close} status={text && t(saved ? "draft.saved" : "draft.saving")}>
      {(problem, edited) => (
        <>
          {levels.length > 0 && <NativeSelect label={t("ticket.level")} data={levels.map((each) => ({ value: each, label: t(`level.${each}`) }))} value={level} onChange={(event) => setLevel(event.currentTarget.value as Level)} />}
          <Textarea label={label} autosize minRows={3} data-autofocus value={text} error={problem} onChange={(event) => { setText(event.currentTarget.value); edited(); }} />
        </>
      )}
    </QuestionDialog>
  );
}
