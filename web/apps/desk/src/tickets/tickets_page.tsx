import { useT } from "@filodiretto/i18n";
import { Empty } from "@filodiretto/ui";
import { ActionIcon } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconInbox, IconLayoutSidebar } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { NewTicket } from "./new_ticket";
import { TicketPage } from "./ticket_page";
import { WorkList } from "./work_list";
import css from "./tickets.module.css";

const Drawer = lazy(() => import("../shared/side_drawer"));

/** Work list and ticket beside each other; on a narrow screen one at a time, the list in a drawer. */
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
  return (
    <div className={css.split}>
      {(wide || !id) && <section className={css.list} aria-label={t("worklist.title")}><WorkList selected={id} /></section>}
      {(wide || id) && (
        <section className={css.ticket} aria-label={t("ticket.title")}>
          {id ? <TicketPage id={id} key={id} lead={wide ? undefined : showList} /> : (
            <Empty icon={<IconInbox size={28} stroke={1.5} />} title={t("worklist.choose")}>{t("worklist.choose.help")}</Empty>
          )}
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
