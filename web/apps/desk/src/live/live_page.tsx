import { api, type Board, type BoardAgent, type BoardQueue, type LiveCall } from "@filodiretto/api-client";
import { duration, formatPhone, percent, useLanguage, useT } from "@filodiretto/i18n";
import { Empty, Failed, Since, Skeleton, Tag, useNow, type Tone } from "@filodiretto/ui";
import { ActionIcon, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconPhoneOff, IconUserX } from "@tabler/icons-react";
import { failure, keys } from "../query";
import { Page } from "../shared/page";
import { toast, toastError } from "../shared/toast";
import { FigureTiles } from "./figure_tiles";
import { queueTone } from "./thresholds";
import css from "./live.module.css";

/** Everything now: queues, who waits, agents, calls. Pushed by the server, read once at the start. */
export default function LivePage() {
  const t = useT();
  const query = useQuery({ queryKey: keys.board, queryFn: api.live.board, staleTime: Infinity });
  if (query.isPending) return <Page title={t("nav.live")}><Skeleton lines={14} /></Page>;
  if (!query.data) return <Page title={t("nav.live")}><Failed error={failure(query.error)} retry={() => void query.refetch()} /></Page>;
  const board = query.data;
  return (
    <Page title={t("nav.live")}>
      <div className={css.page}>
        <FigureTiles figures={board.today} />
        <Queues queues={board.queues} />
        <div className={css.two}>
          <Waiting queues={board.queues} />
          <Calls calls={board.calls} />
        </div>
        <Agents board={board} />
      </div>
    </Page>
  );
}

function Queues({ queues }: { queues: BoardQueue[] }) {
  const t = useT();
  const language = useLanguage();
  useNow(); // the longest wait grows between two words of the server
  return (
    <section className="filo-card filo-scroll-x" tabIndex={0} role="region" aria-label={t("live.queues")}>
      <table className="filo-table">
        <thead><tr><th>{t("queue.title")}</th><th className="n">{t("live.waiting")}</th><th className="n">{t("live.longest")}</th><th className="n">{t("live.estimated")}</th><th className="n">{t("live.agentsReady")}</th><th className="n">{t("live.agentsBusy")}</th><th className="n">{t("kpi.service_level")}</th><th className="n">{t("kpi.answered")}</th><th className="n">{t("kpi.abandoned")}</th></tr></thead>
        <tbody>
          {queues.map((queue) => {
            const tone = queueTone(queue);
            const first = queue.waiting.reduce<string | null>((oldest, each) => (!oldest || each.since < oldest ? each.since : oldest), null);
            return (
              <tr key={queue.id}>
                <td><span className="row strong">{queue.name}{tone !== "still" && <Tag tone={tone} icon={<IconAlertTriangle size={12} aria-hidden />}>{t(tone === "bad" ? "live.late" : "live.busy")}</Tag>}</span></td>
                <td className={`n ${css.big}`}>{queue.waiting_count}</td>
                <td className="n">{first ? <Since at={first} /> : "–"}</td>
                <td className="n">{duration(queue.estimated_wait_ms, language)}</td>
                <td className="n">{queue.agents_ready}</td>
                <td className="n">{queue.agents_busy}</td>
                <td className="n">{percent(queue.today.service_level, language)}</td>
                <td className="n">{queue.today.answered}</td>
                <td className="n">{queue.today.abandoned}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Waiting({ queues }: { queues: BoardQueue[] }) {
  const t = useT();
  const rows = queues.flatMap((queue) => queue.waiting.map((each) => ({ ...each, queue: queue.name }))).sort((a, b) => a.since.localeCompare(b.since));
  return (
    <section className="filo-card"><h2>{t("live.waitingCallers")}</h2>
      {rows.length === 0 ? <Empty title={t("live.nobodyWaits")} /> : (
        <table className="filo-table">
          <thead><tr><th>{t("call.caller")}</th><th>{t("queue.title")}</th><th className="n">{t("live.place")}</th><th className="n">{t("live.waiting")}</th></tr></thead>
          <tbody>{rows.map((each) => <tr key={each.call_id}><td>{each.customer?.name ?? formatPhone(each.ani)}</td><td className="dim">{each.queue}</td><td className="n dim">{each.position}</td><td className="n"><Since at={each.since} /></td></tr>)}</tbody>
        </table>
      )}
    </section>
  );
}

function Calls({ calls }: { calls: LiveCall[] }) {
  const t = useT();
  return (
    <section className="filo-card"><h2>{t("live.calls")}</h2>
      {calls.length === 0 ? <Empty title={t("live.noCalls")} /> : (
        <table className="filo-table">
          <thead><tr><th>{t("call.who")}</th><th>{t("agent.title")}</th><th>{t("ticket.status")}</th><th className="n">{t("call.duration")}</th></tr></thead>
          <tbody>{calls.map((call) => <tr key={call.id}><td>{call.customer?.name ?? formatPhone(call.direction === "in" ? call.ani : call.dnis)}</td><td className="dim">{call.agent?.name}</td><td>{t(`callState.${call.state}`)}</td><td className="n"><Since at={call.answered_at ?? call.started_at} /></td></tr>)}</tbody>
        </table>
      )}
    </section>
  );
}

const stateTones: Record<BoardAgent["state"], Tone> = { ready: "good", busy: "info", offered: "info", wrap_up: "warn", paused: "warn", offline: "still" };

function Agents({ board }: { board: Board }) {
  const t = useT();
  const language = useLanguage();
  return (
    <section className={css.agentsPart}><h2>{t("live.agents")}</h2>
      <div className={css.agents}>
      {board.agents.map((agent) => (
        <article key={agent.id} className={`filo-card ${css.agent}`} data-state={agent.state}>
          <div className="row"><strong className="cut grow">{agent.name}</strong>
            {(agent.state === "offered" || agent.state === "busy" || agent.state === "wrap_up") && (
              <Tooltip label={t("live.release")}><ActionIcon size="sm" variant="subtle" color="gray" aria-label={`${t("live.release")}: ${agent.name}`} onClick={() => void api.live.release(agent.id).then(() => toast(t("live.released", { name: agent.name })), toastError)}><IconUserX size={14} /></ActionIcon></Tooltip>
            )}
            <span className="dim num small">{agent.extension}</span>
          </div>
          <div className="row"><Tag tone={stateTones[agent.state]} {...(agent.auto_paused && { title: t("live.autoPaused.help") })}>{agent.auto_paused ? t("live.autoPaused") : agent.state === "paused" && agent.pause_reason ? agent.pause_reason : t(`agentState.${agent.state}`)}</Tag><span className="grow" />{agent.state !== "offline" && <Since at={agent.state_since} className="num strong" />}</div>
          <div className="row small dim" style={{ minHeight: 20 }}>
            {agent.call ? <span className="cut">{agent.call.customer?.name ?? formatPhone(agent.call.ani)}</span> : agent.registered || agent.state === "offline" ? null : <span className="row" style={{ gap: 4, color: "var(--filo-bad)" }}><IconPhoneOff size={13} aria-hidden />{t("phone.deskMissing")}</span>}
            <span className="grow" />
          </div>
          <div className="row small dim num" style={{ whiteSpace: "nowrap" }}><span>{t("live.answeredToday", { count: agent.today.answered })}</span><span className="grow" /><span>{agent.today.answered > 0 && duration(agent.today.handling_ms, language)}</span>
          </div>
        </article>
      ))}
      </div>
    </section>
  );
}
