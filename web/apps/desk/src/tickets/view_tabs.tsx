import type { SavedView } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { dialogPart } from "../shared/part";
import { queryOf, views, type WorkFilter } from "./filter";
import { savedViews, useSavedViews } from "./use_views";
import css from "./table.module.css";

const NameDialog = dialogPart(() => import("./view_dialog"));

interface Props {
  filter: WorkFilter;
  show: (query: string, saved: string | null) => void;
  change: (next: Partial<WorkFilter>) => void;
}

/** What the list may differ by from a view without being another one. */
function bare(filter: WorkFilter): string {
  return queryOf({ ...filter, columns: null });
}

/** The views everybody has, then one's own; a changed list can be kept under a name. */
export function ViewTabs({ filter, show, change }: Props) {
  const t = useT();
  const own = useSavedViews();
  const [naming, setNaming] = useState<SavedView | "new" | null>(null);
  const saved = own.find((each) => each.id === filter.saved);
  const untouched = views.some((view) => bare(filter) === (view === "mine" ? "" : `view=${view}`));
  const differs = saved ? queryOf(filter) !== saved.query : !untouched || filter.columns !== null;
  return (
    <div className={css.tabRow}>
      <div role="tablist" aria-label={t("worklist.views")} className={css.tabs}>
        {views.map((view) => (
          <button key={view} type="button" role="tab" aria-selected={!saved && filter.view === view} onClick={() => show(`view=${view}`, null)}>{t(`worklist.view.${view}`)}</button>
        ))}
        {own.map((each) => (
          <button key={each.id} type="button" role="tab" aria-selected={saved === each} onClick={() => show(each.query, each.id)}>{each.name}</button>
        ))}
      </div>
      <span className="grow" />
      {saved && differs && <Button variant="default" onClick={() => savedViews.update(saved.id, queryOf(filter))}>{t("view.update")}</Button>}
      {!saved && differs && <Button variant="subtle" onClick={() => setNaming("new")}>{t("view.save")}</Button>}
      {saved && <OwnMenu view={saved} own={own} rename={() => setNaming(saved)} saveAs={() => setNaming("new")} gone={() => change({ saved: null })} />}
      {naming && (
        <NameDialog view={naming === "new" ? null : naming} query={queryOf(filter)} close={() => setNaming(null)} made={(view) => change({ saved: view.id })} />
      )}
    </div>
  );
}

function OwnMenu({ view, own, rename, saveAs, gone }: { view: SavedView; own: SavedView[]; rename: () => void; saveAs: () => void; gone: () => void }) {
  const t = useT();
  const at = own.indexOf(view);
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" px={8} aria-label={t("view.menu", { name: view.name })}><IconDots size={16} aria-hidden /></Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={rename}>{t("view.rename")}</Menu.Item>
        <Menu.Item onClick={saveAs}>{t("view.saveAs")}</Menu.Item>
        <Menu.Item disabled={at <= 0} onClick={() => savedViews.move(own, view.id, -1)}>{t("view.earlier")}</Menu.Item>
        <Menu.Item disabled={at === own.length - 1} onClick={() => savedViews.move(own, view.id, 1)}>{t("view.later")}</Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => { gone(); savedViews.remove(view); }}>{t("action.delete")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The same in one button, where there is no room for tabs. */
export function ViewMenu({ filter, show }: Pick<Props, "filter" | "show">) {
  const t = useT();
  const own = useSavedViews();
  const saved = own.find((each) => each.id === filter.saved);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={css.tool} aria-label={`${t("worklist.views")}: ${saved?.name ?? t(`worklist.view.${filter.view}`)}`}>
          <strong className="cut">{saved?.name ?? t(`worklist.view.${filter.view}`)}</strong><IconChevronDown size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: "auto" }}>
        {views.map((view) => <Menu.Item key={view} onClick={() => show(`view=${view}`, null)}>{t(`worklist.view.${view}`)}</Menu.Item>)}
        {own.length > 0 && <Menu.Divider />}
        {own.map((each) => <Menu.Item key={each.id} onClick={() => show(each.query, each.id)}>{each.name}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
