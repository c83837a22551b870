import { api } from "@filodiretto/api-client";
import { tServer, useLanguage, useT } from "@filodiretto/i18n";
import { Ago, Failed, Skeleton } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { failure, keys } from "../query";
import { nameOfActor } from "../shared/actor";
import css from "./tickets.module.css";

/** Everything that was ever done to the ticket, read only when asked for. */
export function History({ id }: { id: string }) {
  const t = useT();
  useLanguage();
  const [open, setOpen] = useState(false);
  const query = useQuery({ queryKey: keys.history(id), queryFn: () => api.tickets.history(id), enabled: open });
  return (
    <section aria-label={t("history.title")}>
      <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen((now) => !now)}>{t(open ? "history.hide" : "history.show")}</Button>
      {open && query.isPending && <Skeleton lines={3} />}
      {open && query.isError && <Failed error={failure(query.error)} retry={() => void query.refetch()} />}
      {open && query.data && (
        <ul className={css.history}>
          {query.data.items.map((item, i) => (
            <li key={i}><Ago at={item.at} className="dim num" /><span>{nameOfActor(item.actor)}</span><span>{tServer(`event.${item.event}`) ?? item.event}</span><span className="dim cut">{item.detail}</span></li>
          ))}
        </ul>
      )}
    </section>
  );
}
