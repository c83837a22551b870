import { api, type HistoryItem } from "@filodiretto/api-client";
import { tServer, useLanguage, useT } from "@filodiretto/i18n";
import { Ago, Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failure, keys } from "../query";
import { nameOfActor } from "../shared/actor";
import css from "./tickets.module.css";

// Whose words the values of a change are.
const families: Record<string, string> = { escalated: "level", reopened: "status", status_changed: "status", priority_changed: "priority", procedure_added: "procedure", opened: "channel" };
const kId = /^\d{10,}$/;

/** "Level 1 → Level 2 · reason"; rows that have only an id say nothing. */
function detailOf({ event, detail }: HistoryItem): string {
  const word = (value: string) => (kId.test(value) ? "" : (tServer(`${families[event]}.${value}`) ?? value));
  return [[word(detail.from), word(detail.to)].filter(Boolean).join(" → "), detail.reason].filter(Boolean).join(" · ");
}

/** Everything that was ever done to the ticket, read only when asked for. */
export function History({ id }: { id: string }) {
  const t = useT();
  useLanguage();
  const [open, setOpen] = useState(false);
  const query = useQuery({ queryKey: keys.history(id), queryFn: () => api.tickets.history(id), enabled: open });
  return (
    <section aria-label={t("history.title")}>
      <Button variant="subtle" size="compact-sm" ml={-8} aria-expanded={open} onClick={() => setOpen((now) => !now)}>{t(open ? "history.hide" : "history.show")}</Button>
      {open && query.isPending && <Skeleton lines={3} />}
      {open && query.isError && <Failed error={failure(query.error)} retry={() => void query.refetch()} />}
      {open && query.data && (
        <ul className={css.history}>
          {query.data.items.map((item, i) => (
            <li key={i}><Ago at={item.at} className="dim num" /><span>{nameOfActor(item.actor)}</span><span>{tServer(`event.${item.event}`) ?? item.event}</span><span className="dim cut">{detailOf(item)}</span></li>
          ))}
        </ul>
      )}
    </section>
  );
}
