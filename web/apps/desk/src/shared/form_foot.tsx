import { useT } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  /** Names of the fields that a save will change. */
  changes: string[];
  /** What the change means, where it is not plain. */
  effect?: string;
  problem: string;
  busy: boolean;
  /** Nothing to save while nothing has changed. */
  idle: boolean;
  restored: boolean;
  saved: boolean;
  save?: string;
  discard: () => void;
  children?: ReactNode;
}

/** The end of every form: save, what that will change, and that nothing typed is lost. */
export function FormFoot({ changes, effect, problem, busy, idle, restored, saved, save, discard, children }: Props) {
  const t = useT();
  return (
    <>
      {problem && <div role="alert" className="small" style={{ color: "var(--mantine-color-error)" }}>{problem}</div>}
      <div className="row wrap">
        <Button size="sm" type="submit" loading={busy} disabled={idle} title={t("keys.ctrlEnter")}>{save ?? t("action.save")}</Button>
        {children}
        {changes.length > 0 && <Button size="sm" variant="subtle" onClick={discard}>{t("admin.discard")}</Button>}
        <span className="small grow" style={{ minWidth: 200 }}>
          {changes.length > 0 && <span>{t("admin.changes", { fields: changes.join(", ") })} </span>}
          {effect && <span className="dim">{effect}</span>}
        </span>
      </div>
      <span role="status" className="dim small">{changes.length === 0 ? "" : restored ? t("draft.restored") : t(saved ? "draft.saved" : "draft.saving")}</span>
    </>
  );
}
