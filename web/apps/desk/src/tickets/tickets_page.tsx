import { useT } from "@filodiretto/i18n";
import { Skeleton } from "@filodiretto/ui";
import { ActionIcon } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconLayoutSidebar } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { NewTicket } from "./new_ticket";
import css from "./tickets.module.css";

// The first load takes only the form of the list that is shown.
const TicketTable = lazy(() => import("./ticket_table").then((part) => ({ default: part.TicketTable })));
const WorkList = lazy(() => import("./work_list").then((part) => ({ default: part.WorkList })));
const loadTicket = () => import("./ticket_page").then((part) => ({ default: part.TicketPage }));
const TicketPage = lazy(loadTicket);
const Drawer = lazy(() => import("../shared/side_drawer"));

/** The list as a table; a chosen ticket stands beside the narrow list. On a narrow screen one at a time, the list in a drawer. */
export function TicketsPage({ id }: { id: string | undefined }) {
  const t = useT();
  const wide = useMediaQuery("(min-width: 900px)", true);
  const [drawer, setDrawer] = useState(false);
  useEffect(() => setDrawer(false), [id]);
  useEffect(() => void (id || (document.title = `${t("nav.tickets")} · Filodiretto`)), [id, t]);
  const showList = (
    <ActionIcon variant="subtle" size="lg" aria-label={t("worklist.show")} onClick={() => setDrawer(true)}>
      <IconLayoutSidebar size={18} stroke={1.6} />
    </ActionIcon>
  );
  if (wide && !id) {
    return (
      // Whoever touches the list is about to open a ticket: its page shall be there.
      <section className={css.split} aria-label={t("worklist.title")} onPointerEnter={() => void loadTicket()} onFocus={() => void loadTicket()}>
        <Suspense fallback={<Skeleton lines={12} />}><TicketTable /></Suspense>
        <NewTicket />
      </section>
    );
  }
  return (
    <div className={css.split}>
      {(wide || !id) && <section className={css.list} aria-label={t("worklist.title")}><Suspense fallback={<Skeleton lines={12} />}><WorkList selected={id} /></Suspense></section>}
      {id && (
        <section className={css.ticket} aria-label={t("ticket.title")}>
          <Suspense fallback={<Skeleton lines={10} />}><TicketPage id={id} key={id} lead={wide ? undefined : showList} /></Suspense>
        </section>
      )}
      {!wide && (
        <Suspense>
          <Drawer opened={drawer} onClose={() => setDrawer(false)} size={340} padding={0} title={t("worklist.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
            <div className={css.drawerList}>{drawer && <WorkList selected={id} />}</div>
          </Drawer>
        </Suspense>
      )}
      <NewTicket />
    </div>
  );
}
