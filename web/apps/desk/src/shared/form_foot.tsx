import { useT } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import type { Form } from "./use_form";
import css from "./form_foot.module.css";

interface Props {
  form: Pick<Form<never>, "problem" | "busy" | "restored" | "kept" | "discard">;
  /** Names of the fields that a save will change. */
  changes: string[];
  /** What the change means, where it is not plain. */
  effect?: string;
  /** Nothing to save while nothing has changed. */
  idle: boolean;
  save?: string;
  /** In a dialog: the way out without saving. Its buttons stand at the end, as in every dialog. */
  close?: () => void;
}

/** The end of every form: save, what that will change, and that nothing typed is lost. */
export function FormFoot({ form, changes, effect, idle, save, close }: Props) {
  const t = useT();
  const { problem, busy, restored, kept, discard } = form;
  const touched = changes.length > 0;
  const saveButton = <Button size="sm" type="submit" loading={busy} disabled={idle} title={t("keys.ctrlEnter")}>{save ?? t("action.save")}</Button>;
  return (
    <div className={css.foot}>
      {problem && <div role="alert" className={css.problem}>{problem}</div>}
      <div className={css.buttons} data-dialog={close !== undefined}>
        {!close && saveButton}
        {touched && <Button size="sm" variant="subtle" onClick={discard}>{t("admin.discard")}</Button>}
        {close && <Button size="sm" variant="default" className={touched ? css.spare : ""} onClick={close}>{t("action.close")}</Button>}
        {close && saveButton}
        <span role="status" className={css.draft}>{touched && t(restored ? "draft.restored" : kept ? "draft.saved" : "draft.saving")}</span>
      </div>
      {(touched || effect) && (
        <div className={css.words}>
          {touched && <span>{t("admin.changes", { fields: changes.join(", ") })}</span>}
          {effect && <span className={`dim ${problem ? css.spare : ""}`}>{effect}</span>}
        </div>
      )}
    </div>
  );
}
