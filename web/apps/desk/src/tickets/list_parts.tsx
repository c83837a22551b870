import type { Page, TicketRow } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Empty, Failed, Skeleton } from "@filodiretto/ui";
import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { failure, rowsOf } from "../query";
import { isNarrowed, queryOf, type View, type WorkFilter } from "./filter";
import { openNewTicket } from "./new_ticket";

export function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useT();
  const [typed, setTyped] = useState(value);
  const later = useDebouncedCallback(onChange, 200);
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput size="xs" miw={180} type="search" aria-label={t("worklist.search")} placeholder={t("worklist.search")} leftSection={<IconSearch size={14} />} value={typed}
      onChange={(event) => { setTyped(event.currentTarget.value); later(event.currentTarget.value); }} />
  );
}

export function NewTicketButton() {
  const t = useT();
  return (
    <Tooltip label={`${t("ticket.new")} (N)`}>
      <ActionIcon variant="default" size={30} aria-label={t("ticket.new")} onClick={openNewTicket}><IconPlus size={16} /></ActionIcon>
    </Tooltip>
  );
}

// Each view is empty for its own reason.
const empty: Record<View, [title: Key, help: Key]> = {
  mine: ["worklist.empty.mine", "worklist.empty.mine.help"],
  team: ["worklist.empty.team", "worklist.empty.team.help"],
  unassigned: ["worklist.empty.unassigned", "worklist.empty.unassigned.help"],
  oldest: ["worklist.empty.oldest", "worklist.empty.oldest.help"],
  all: ["worklist.empty", "worklist.empty.all.help"],
};

interface StateProps {
  query: UseInfiniteQueryResult<InfiniteData<Page<TicketRow>>>;
  filter: WorkFilter;
  show: (query: string, saved: string | null) => void;
  children: ReactNode;
}

/** Loading, failed, empty, or the rows. */
export function ListState({ query, filter, show, children }: StateProps) {
  const t = useT();
  const rows = rowsOf(query.data);
  if (query.isPending) return <Skeleton lines={12} />;
  if (query.isError && rows.length === 0) return <Failed error={failure(query.error)} retry={() => void query.refetch()} />;
  if (rows.length > 0) return children;
  const [title, help] = isNarrowed(filter) ? (["worklist.empty", "worklist.empty.help"] as const) : empty[filter.view];
  const clear = () => show(queryOf({ ...filter, q: "", chips: {} }), null);
  return (
    <Empty title={t(title)} action={isNarrowed(filter) ? <Button variant="default" onClick={clear}>{t("worklist.clearFilters")}</Button>
      : filter.view === "all" ? <Button onClick={openNewTicket}>{t("ticket.new")}</Button>
      : <Button variant="default" onClick={() => show("view=all", null)}>{t("worklist.showAll")}</Button>}>
      {t(help)}
    </Empty>
  );
}
