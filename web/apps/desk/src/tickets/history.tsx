import { api, type HistoryItem } from "@filodiretto/api-client";
import { t, tServer, useLanguage, useT } from "@filodiretto/i18n";
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
// Events whose values are somebody or something by id: an empty one is "nobody", not silence.
const named = new Set(["taken", "owner_changed", "team_changed", "category_changed", "customer_changed"]);

/** "Level 1 → Level 2 · reason", "Anna → Luca"; what is gone is told as gone. */
export function detailOf({ event, detail }: Pick<HistoryItem, "event" | "detail">): string {
  const word = (value: string, name: string) => {
    if (name) return name;
    if (kId.test(value)) return t("history.removed");
    if (!value) return named.has(event) ? t("history.nobody") : "";
    return tServer(`${families[event]}.${value}`) ?? value;
  };
  const both = [word(detail.from, detail.from_name), word(detail.to, detail.to_name)];
  // The first to take a ticket takes it from nobody.
  const told = event === "taken" || event === "opened" ? both.slice(1) : both;
  return [told.filter(Boolean).join(" → "), detail.reason].filter(Boolean).join(" · ");
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
