import { useT } from "@filodiretto/i18n";
import { Menu } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useNames } from "../shared/names";
import type { Chip, WorkFilter } from "./filter";
import css from "./tickets.module.css";

type Choices = [value: string, label: string][];

export function FilterChips({ filter, change }: { filter: WorkFilter; change: (next: Partial<WorkFilter>) => void }) {
  const t = useT();
  const names = (list: { id: string; name: string }[]): Choices => list.map((each) => [each.id, each.name]);
  const categories = names(useNames("categories"));
  const queues = names(useNames("queues"));
  const all: [Chip, string, Choices][] = [
    ["status", t("ticket.status"), (["new", "open", "pending", "solved", "closed"] as const).map((each) => [each, t(`status.${each}`)])],
    ["level", t("ticket.level"), (["1", "2", "3", "vendor"] as const).map((each) => [each, t(`level.${each}`)])],
    ["priority", t("ticket.priority"), (["urgent", "high", "normal", "low"] as const).map((each) => [each, t(`priority.${each}`)])],
    ["category_id", t("ticket.category"), categories],
    ["queue_id", t("queue.title"), queues],
    ["sort", t("sort.title"), (["updated", "created", "priority"] as const).map((each) => [each, t(`sort.${each}`)])],
  ];
  const shown = filter.view === "new" ? all.filter(([chip]) => chip !== "status") : all;
  return (
    <div className={css.chips}>
      {shown.map(([chip, label, choices]) => {
        const chosen = choices.find(([value]) => value === filter.chips[chip]);
        const set = (value: string) => change({ chips: { ...filter.chips, [chip]: value } });
        return (
          <Menu key={chip} position="bottom-start">
            <Menu.Target>
              <button type="button" className={css.chip} data-on={chosen !== undefined}>
                {chosen ? chosen[1] : label}<IconChevronDown size={12} aria-hidden />
              </button>
            </Menu.Target>
            <Menu.Dropdown mah={320} style={{ overflow: "auto" }}>
              {chosen && <Menu.Item leftSection={<IconX size={14} />} onClick={() => set("")}>{t("filter.any")}</Menu.Item>}
              {choices.map(([value, name]) => <Menu.Item key={value} onClick={() => set(value)}>{name}</Menu.Item>)}
            </Menu.Dropdown>
          </Menu>
        );
      })}
    </div>
  );
}
