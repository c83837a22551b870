import type { SavedView } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { QuestionDialog } from "../shared/question_dialog";
import { savedViews } from "./use_views";

/** Names a new view, or gives one another name. */
export default function NameDialog({ view, query, close, made }: { view: SavedView | null; query: string; close: () => void; made: (view: SavedView) => void }) {
  const t = useT();
  const [name, setName] = useState(view?.name ?? "");
  const save = async () => {
    if (view) await savedViews.rename(view.id, name.trim());
    else made(await savedViews.create(name.trim(), query));
  };
  return (
    <QuestionDialog title={t(view ? "view.rename" : "view.save")} action={t("action.save")} empty={!name.trim()} run={save} close={close}>
      {(problem, edited) => (
        <TextInput label={t("view.name")} description={view ? undefined : t("view.save.help")} data-autofocus maxLength={200} value={name} error={problem} onChange={(event) => { setName(event.currentTarget.value); edited(); }} />
      )}
    </QuestionDialog>
  );
}
