import type { Level, Priority, TicketStatus } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Tag, type Tone } from "@filodiretto/ui";
import { IconArrowDown, IconArrowUp, IconFlame } from "@tabler/icons-react";

const statusTones: Record<TicketStatus, Tone> = { new: "info", open: "warn", pending: "still", solved: "good", closed: "still" };

export function StatusTag({ status }: { status: TicketStatus }) {
  const t = useT();
  return <Tag tone={statusTones[status]}>{t(`status.${status}`)}</Tag>;
}

/** Level 1 is the rule and says nothing; a higher one shows. */
export function LevelTag({ level, always = false }: { level: Level; always?: boolean }) {
  const t = useT();
  if (level === "1" && !always) return null;
  return <Tag tone={level === "1" ? "still" : "info"}>{t(`level.${level}`)}</Tag>;
}

export function PriorityMark({ priority }: { priority: Priority }) {
  const t = useT();
  if (priority === "normal") return null;
  const [Icon, colour] = { urgent: [IconFlame, "var(--filo-bad)"], high: [IconArrowUp, "var(--filo-warn)"], low: [IconArrowDown, "var(--mantine-color-dimmed)"] }[priority] as [typeof IconFlame, string];
  return <Icon size={15} stroke={2} style={{ color: colour, flex: "none" }} role="img" aria-label={t(`priority.${priority}`)} />;
}

/** In a table: the word with its sign; the usual priority stays quiet. */
export function PriorityTag({ priority }: { priority: Priority }) {
  const t = useT();
  if (priority === "normal") return <span className="dim">{t("priority.normal")}</span>;
  return <span className="row" style={{ gap: 4 }}><span aria-hidden style={{ display: "inline-flex" }}><PriorityMark priority={priority} /></span>{t(`priority.${priority}`)}</span>;
}
