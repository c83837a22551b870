import { api, type CallFilter } from "@filodiretto/api-client";
import { dayTime, duration, exact, useLanguage, useT } from "@filodiretto/i18n";
import { currentTime, PhoneNumber } from "@filodiretto/ui";
import { NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconArrowDownLeft, IconArrowUpRight, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { keys } from "../query";
import { useNames } from "../shared/names";
import { ListTable, Page } from "../shared/page";
import { usePages } from "../shared/use_pages";
import { OutcomeTag } from "./outcome_tag";
import css from "./calls.module.css";
import "../shared/choices";

const fields = ["queue_id", "agent_id", "ani"] as const;

export default function CallsPage() {
  const t = useT();
  const language = useLanguage();
  const [, go] = useLocation();
  const params = new URLSearchParams(useSearch());
  const filter: CallFilter = Object.fromEntries(fields.map((field) => [field, params.get(field) ?? undefined]).filter(([, value]) => value));
  const [number, setNumber] = useState(filter.ani ?? "");
  const change = (field: (typeof fields)[number], value: string) => {
    if (value) params.set(field, value);
    else params.delete(field);
    const text = params.toString();
    go(text ? `/calls?${text}` : "/calls", { replace: true });
  };
  const search = useDebouncedCallback((text: string) => change("ani", text.replace(/[^\d+]/g, "")), 200);
  const query = usePages([...keys.calls, filter], (after) => api.calls.list(filter, after));
  const menu = (all: string, list: { id: string; name: string }[]) => [{ value: "", label: all }, ...list.map((each) => ({ value: each.id, label: each.name }))];
  return (
    <Page title={t("nav.calls")} aside={<>
      <NativeSelect size="sm" aria-label={t("queue.title")} data={menu(t("filter.allQueues"), useNames("queues"))} value={filter.queue_id ?? ""} onChange={(event) => change("queue_id", event.currentTarget.value)} />
      <NativeSelect size="sm" aria-label={t("agent.title")} data={menu(t("filter.allAgents"), useNames("agents"))} value={filter.agent_id ?? ""} onChange={(event) => change("agent_id", event.currentTarget.value)} />
      <TextInput type="search" w={200} aria-label={t("call.searchNumber")} placeholder={t("call.searchNumber")} leftSection={<IconSearch size={15} />} value={number} onChange={(event) => { setNumber(event.currentTarget.value); search(event.currentTarget.value); }} />
    </>}>
      <ListTable query={query} empty={t("call.none")} emptyHelp={t("call.none.help")}
        head={<><th>{t("call.when")}</th><th>{t("call.caller")}</th><th className="wide">{t("call.service")}</th><th className="wide">{t("queue.title")}</th><th className="wide">{t("agent.title")}</th><th>{t("call.outcome")}</th><th className="n wide">{t("call.duration")}</th></>}
        row={(call) => (
          <tr key={call.id} className="link" onClick={() => go(`/calls/${call.id}`)}>
            <td className="num" style={{ whiteSpace: "nowrap" }}><Link data-row href={`/calls/${call.id}`} title={exact(call.started_at, language)}>{dayTime(call.started_at, currentTime(), language)}</Link></td>
            <td className={css.caller}><span className="row">{call.direction === "in" ? <IconArrowDownLeft size={14} role="img" aria-label={t("call.in")} /> : <IconArrowUpRight size={14} role="img" aria-label={t("call.out")} />}<span className="cut">{call.customer?.name ?? <PhoneNumber number={call.direction === "in" ? call.ani : call.dnis} />}</span></span></td>
            <td className="dim wide">{call.service}</td>
            <td className="dim wide">{call.queue?.name}</td>
            <td className="wide">{call.agent?.name}</td>
            <td><OutcomeTag outcome={call.outcome} /></td>
            <td className="n wide">{duration(call.ended_at ? Date.parse(call.ended_at) - Date.parse(call.started_at) : null, language)}</td>
          </tr>
        )} />
    </Page>
  );
}
