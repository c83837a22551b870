import { useT } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import { useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { Dialog } from "./dialog";
import { messageOf } from "./toast";
import { isCtrlEnter } from "./use_form";

interface Props {
  title: string;
  /** The word on the button that does it. */
  action: string;
  /** The one field has nothing in it: it is asked for again, nothing is done. */
  empty: boolean;
  run: () => Promise<unknown> | void;
  close: () => void;
  /** Beside the buttons: that the draft is kept. */
  status?: ReactNode;
  /** The fields; the problem stands at the last one and goes when it is edited. */
  children: (problem: string, edited: () => void) => ReactNode;
}

/** One thing to say before something is done; a refusal is told where one types. Closes when it is done. */
export function QuestionDialog({ title, action, empty, run, close, status, children }: Props) {
  const t = useT();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (busy) return;
    if (empty) return setProblem(t("error.required"));
    setBusy(true);
    try {
      await run();
      close();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={title}>
      <form className="stack" noValidate onSubmit={(event) => void submit(event)} onKeyDown={(event) => isCtrlEnter(event) && void submit(event)}>
        {children(problem, () => setProblem(""))}
        <div className="row">
          <span role="status" className="dim small grow">{status}</span>
          <Button size="sm" variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button size="sm" type="submit" loading={busy} title={t("keys.ctrlEnter")}>{action}</Button>
        </div>
      </form>
    </Dialog>
  );
}
