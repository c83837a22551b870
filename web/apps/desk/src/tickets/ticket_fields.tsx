import type { Ticket, TicketPatch } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Ago } from "@filodiretto/ui";
import { useEffect, useState } from "react";
import { useNames } from "../shared/names";
import css from "./tickets.module.css";

interface Props {
  ticket: Ticket;
  patch: (change: TicketPatch) => void;
}

export function TicketFields({ ticket, patch }: Props) {
  const t = useT();
  const categories = useNames("categories");
  const agents = useNames("agents");
  const teams = useNames("teams");
  const options = (list: { id: string; name: string }[], current: { id: string; name: string } | null): [string, string][] => {
    const known = current && !list.some((each) => each.id === current.id) ? [current, ...list] : list;
    return [["", "–"], ...known.map((each): [string, string] => [each.id, each.name])];
  };
  const statuses = (["new", "open", "pending", "solved", "closed"] as const).filter((each) => each === ticket.status || each === "open" || each === "pending");
  return (
    <div className={css.fields}>
        <Pick label={t("ticket.status")} value={ticket.status} options={statuses.map((each) => [each, t(`status.${each}`)])} disabled={ticket.status === "solved" || ticket.status === "closed"} onPick={(status) => patch({ status: status as Ticket["status"] })} />
        <Pick label={t("ticket.priority")} value={ticket.priority} options={(["urgent", "high", "normal", "low"] as const).map((each) => [each, t(`priority.${each}`)])} onPick={(priority) => patch({ priority: priority as Ticket["priority"] })} />
        <Pick label={t("ticket.category")} value={ticket.category?.id ?? ""} options={options(categories, ticket.category)} onPick={(id) => patch({ category_id: id || null })} />
        <Pick label={t("ticket.owner")} value={ticket.owner?.id ?? ""} options={options(agents, ticket.owner)} onPick={(id) => patch({ owner_id: id || null })} />
        <Pick label={t("ticket.team")} value={ticket.team?.id ?? ""} options={options(teams, ticket.team)} onPick={(id) => patch({ team_id: id || null })} />
        <span className={css.field}><span>{t("ticket.opened")}</span><span style={{ padding: "3px 0", fontSize: "0.8125rem" }}><Ago at={ticket.created_at} className="num" /> · {t(`channel.${ticket.channel}`)}</span></span>
    </div>
  );
}

function Pick({ label, value, options, onPick, disabled = false }: { label: string; value: string; options: [string, string][]; onPick: (value: string) => void; disabled?: boolean }) {
  return (
    <label className={css.field}>
      <span>{label}</span>
      <select aria-label={label} value={value} disabled={disabled} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([id, name]) => <option key={id} value={id}>{name}</option>)}
      </select>
    </label>
  );
}

/** Edited in place: Enter saves, Escape puts it back. What is typed survives a change from elsewhere. */
export function Subject({ value, save }: { value: string; save: (value: string) => void }) {
  const t = useT();
  const [typed, setTyped] = useState(value);
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (!editing) setTyped(value);
  }, [value, editing]);
  const leave = () => {
    setEditing(false);
    const clean = typed.trim();
    if (clean && clean !== value) save(clean);
    else setTyped(value);
  };
  return (
    <h1 className={css.subjectBox}>
      <input className={css.subject} aria-label={t("ticket.subject")} value={typed} onFocus={() => setEditing(true)} onBlur={leave} onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
          if (event.key === "Escape") {
            setTyped(value);
            setEditing(false);
          }
        }} />
    </h1>
  );
}
