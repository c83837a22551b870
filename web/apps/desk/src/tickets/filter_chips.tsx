import { useT, type Key } from "@filodiretto/i18n";
import { Menu } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useNames } from "../shared/names";
import { sortOf, type Chip, type Sort, type View, type WorkFilter } from "./filter";
import css from "./tickets.module.css";

type Choices = [value: string, label: string][];

const kFirst = 3;

interface Props {
  filter: WorkFilter;
  change: (next: Partial<WorkFilter>) => void;
  /** Little room and no column heads: the rarer filters behind one more chip, and the order as a chip. */
  compact?: boolean;
}

export function FilterChips({ filter, change, compact = false }: Props) {
  const t = useT();
  const names = (list: { id: string; name: string }[]): Choices => list.map((each) => [each.id, each.name]);
  const categories = names(useNames("categories"));
  const queues = names(useNames("queues"));
  const agents = names(useNames("agents"));
  const teams = names(useNames("teams"));
  const all: [Chip, string, Choices][] = [
    ["status", t("ticket.status"), (["new", "open", "pending", "solved", "closed"] as const).map((each) => [each, t(`status.${each}`)])],
    ["level", t("ticket.level"), (["1", "2", "3", "vendor"] as const).map((each) => [each, t(`level.${each}`)])],
    ["priority", t("ticket.priority"), (["urgent", "high", "normal", "low"] as const).map((each) => [each, t(`priority.${each}`)])],
    ["category_id", t("ticket.category"), categories],
    ["owner_id", t("ticket.owner"), agents],
    ["team_id", t("ticket.team"), teams],
    ["queue_id", t("queue.title"), queues],
  ];
  // What the view already says is no filter of its own.
  const said: Partial<Record<View, Chip>> = { mine: "owner_id", team: "team_id", unassigned: "owner_id" };
  const [opened, setOpened] = useState(false);
  const possible = all.filter(([chip]) => chip !== said[filter.view]);
  const shown = compact && !opened ? possible.filter(([chip], i) => i < kFirst || filter.chips[chip]) : possible;
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
      {shown.length < possible.length && <button type="button" className={css.chip} onClick={() => setOpened(true)}>{t("filter.more")}</button>}
      {compact && <OrderChip filter={filter} change={change} />}
    </div>
  );
}

const orders: [Key, Sort][] = [
  ["sort.updated", { by: "updated", order: "desc" }], ["sort.created", { by: "created", order: "desc" }],
  ["sort.oldest", { by: "created", order: "asc" }], ["sort.priority", { by: "priority", order: "desc" }],
];

function OrderChip({ filter, change }: Props) {
  const t = useT();
  const now = sortOf(filter);
  const found = orders.find(([, each]) => each.by === now.by && each.order === now.order);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={css.chip} data-on={filter.sort !== null} aria-label={found && `${t("sort.title")}: ${t(found[0])}`}>{t(found?.[0] ?? "sort.title")}<IconChevronDown size={12} aria-hidden /></button>
      </Menu.Target>
      <Menu.Dropdown>{orders.map(([key, sort]) => <Menu.Item key={key} onClick={() => change({ sort })}>{t(key)}</Menu.Item>)}</Menu.Dropdown>
    </Menu>
  );
}
