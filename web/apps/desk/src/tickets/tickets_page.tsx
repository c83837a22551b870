import { useT } from "@filodiretto/i18n";
import { Skeleton } from "@filodiretto/ui";
import { ActionIcon } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconLayoutSidebar } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { part } from "../shared/part";
import { NewTicket } from "./new_ticket";
import css from "./tickets.module.css";

// The first load takes only the form of the list that is shown.
const TicketTable = part(() => import("./ticket_table"), <Skeleton lines={12} />);
const WorkList = part(() => import("./work_list"), <Skeleton lines={12} />);
const loadTicket = () => import("./ticket_page");
const TicketPage = part(loadTicket, <Skeleton lines={10} />);
const Drawer = part(() => import("../shared/side_drawer"));

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
        <TicketTable />
        <NewTicket />
      </section>
    );
  }
  return (
    <div className={css.split}>
      {(wide || !id) && <section className={css.list} aria-label={t("worklist.title")}><WorkList selected={id} /></section>}
      {id && (
        <section className={css.ticket} aria-label={t("ticket.title")}>
          <TicketPage id={id} key={id} lead={wide ? undefined : showList} />
        </section>
      )}
      {!wide && (
        <Drawer opened={drawer} onClose={() => setDrawer(false)} size={340} padding={0} title={t("worklist.title")} closeButtonProps={{ "aria-label": t("action.close") }}>
          <div className={css.drawerList}>{drawer && <WorkList selected={id} />}</div>
        </Drawer>
      )}
      <NewTicket />
    </div>
  );
}
