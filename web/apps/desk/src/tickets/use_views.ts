import { api, type SavedView } from "@filodiretto/api-client";
import { t } from "@filodiretto/i18n";
import { useQuery } from "@tanstack/react-query";
import { keys, queryClient } from "../query";
import { toast, toastError, toastUndo } from "../shared/toast";

const none: SavedView[] = [];

export function useSavedViews(): SavedView[] {
  return useQuery({ queryKey: keys.views, queryFn: api.views.list, staleTime: 300_000 }).data?.items ?? none;
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: keys.views });

/** Moves one view by `step` places; pure. */
export function moved(ids: readonly string[], id: string, step: number): string[] {
  const at = ids.indexOf(id);
  const to = Math.min(ids.length - 1, Math.max(0, at + step));
  const rest = ids.filter((each) => each !== id);
  return at < 0 ? [...ids] : [...rest.slice(0, to), id, ...rest.slice(to)];
}

export const savedViews = {
  create: async (name: string, query: string): Promise<SavedView> => {
    const made = await api.views.create(name, query);
    await readAgain();
    return made;
  },
  rename: async (id: string, name: string): Promise<void> => {
    await api.views.change(id, { name });
    await readAgain();
  },
  update: (id: string, query: string) => void api.views.change(id, { query }).then(() => { toast(t("view.updated")); return readAgain(); }, toastError),
  move: (views: SavedView[], id: string, step: number) => {
    const ids = moved(views.map((each) => each.id), id, step);
    queryClient.setQueryData(keys.views, { items: ids.map((each) => views.find((view) => view.id === each)!) });
    void api.views.order(ids).catch((error: unknown) => { toastError(error); void readAgain(); });
  },
  remove: (view: SavedView) => {
    void api.views.remove(view.id).then(() => {
      toastUndo(t("view.removed", { name: view.name }), () => void savedViews.create(view.name, view.query).catch(toastError));
      return readAgain();
    }, toastError);
  },
};
