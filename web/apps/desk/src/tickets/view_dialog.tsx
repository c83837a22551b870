import type { SavedView } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Dialog } from "../shared/dialog";
import { messageOf } from "../shared/toast";
import { savedViews } from "./use_views";

/** Names a new view, or gives one another name. */
export default function NameDialog({ view, query, close, made }: { view: SavedView | null; query: string; close: () => void; made: (view: SavedView) => void }) {
  const t = useT();
  const [name, setName] = useState(view?.name ?? "");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    if (!name.trim()) return setProblem(t("error.required"));
    setBusy(true);
    try {
      if (view) await savedViews.rename(view.id, name.trim());
      else made(await savedViews.create(name.trim(), query));
      close();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog onClose={close} title={t(view ? "view.rename" : "view.save")}>
      <form className="stack" onSubmit={submit} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), void submit())}>
        <TextInput label={t("view.name")} description={view ? undefined : t("view.save.help")} data-autofocus maxLength={200} value={name} error={problem} onChange={(event) => { setName(event.currentTarget.value); setProblem(""); }} />
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button variant="default" onClick={close}>{t("action.cancel")}</Button>
          <Button type="submit" loading={busy}>{t("action.save")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
