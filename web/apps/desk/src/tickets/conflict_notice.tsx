import type { Ticket, TicketPatch } from "@filodiretto/api-client";
import { useT, type Key } from "@filodiretto/i18n";
import { Button } from "@mantine/core";
import { useNames } from "../shared/names";
import type { Conflict } from "./use_patch_ticket";
import css from "./tickets.module.css";

const labels: Record<keyof TicketPatch, Key> = {
  subject: "ticket.subject", status: "ticket.status", priority: "ticket.priority", category_id: "ticket.category",
  owner_id: "ticket.owner", team_id: "ticket.team", customer_id: "ticket.customer", work_around: "ticket.workAround",
};

/** Somebody was faster: shows what the other wrote and what I meant, and loses neither. */
export function ConflictNotice({ conflict, keepMine, takeTheirs }: { conflict: Conflict; keepMine: () => void; takeTheirs: () => void }) {
  const t = useT();
  const names = [...useNames("categories"), ...useNames("teams"), ...useNames("agents")];
  const word = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return "–";
    if (field === "status") return t(`status.${value as Ticket["status"]}`);
    if (field === "priority") return t(`priority.${value as Ticket["priority"]}`);
    return names.find((each) => each.id === value)?.name ?? String(value);
  };
  const valueIn = (ticket: Ticket, field: keyof TicketPatch): unknown => {
    if (field.endsWith("_id")) return (ticket[field.slice(0, -3) as "owner"] as { id: string } | null)?.id;
    return ticket[field as "subject"];
  };
  return (
    <div className={css.conflict} role="alert">
      <strong>{t("conflict.title")}</strong>
      <table>
        <thead>
          <tr className="label"><th scope="col">{t("conflict.field")}</th><th scope="col">{t("conflict.theirs")}</th><th scope="col">{t("conflict.mine")}</th></tr>
        </thead>
        <tbody>
          {(Object.keys(conflict.mine) as (keyof TicketPatch)[]).map((field) => (
            <tr key={field}>
              <th scope="row">{t(labels[field])}</th><td>{word(field, valueIn(conflict.current, field))}</td><td>{word(field, conflict.mine[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="row wrap">
        <Button onClick={keepMine}>{t("conflict.keepMine")}</Button>
        <Button variant="default" onClick={takeTheirs}>{t("conflict.takeTheirs")}</Button>
      </div>
    </div>
  );
}
