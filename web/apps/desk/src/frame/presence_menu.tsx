import { api, type MyState, type Presence } from "@filodiretto/api-client";
import { timeOfDay, useLanguage, useT } from "@filodiretto/i18n";
import { Since, Until } from "@filodiretto/ui";
import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useKeys } from "../keys";
import { keys, queryClient } from "../query";
import { useNames } from "../shared/names";
import { toastError } from "../shared/toast";
import css from "./call_bar.module.css";

/** Shown at once; put back when the server refuses. */
function choose(me: MyState, presence: Presence, reason?: string): void {
  const idle = me.state === "ready" || me.state === "paused" || me.state === "offline";
  queryClient.setQueryData<MyState>(keys.me, { ...me, presence, auto_paused_until: null, ...(idle ? { state: presence, state_since: new Date().toISOString() } : {}) });
  api.live.setPresence(presence, reason).then(
    (state) => queryClient.setQueryData(keys.me, state),
    (error) => {
      queryClient.setQueryData(keys.me, me);
      toastError(error);
    },
  );
}

export function PresenceMenu({ me }: { me: MyState }) {
  const t = useT();
  const language = useLanguage();
  const reasons = useNames("pause-reasons");
  const reason = reasons.find((each) => each.id === me.pause_reason_id)?.name;
  const label = me.state === "paused" && reason ? reason : t(`agentState.${me.state}`);
  const endWrapUp = () => void api.live.endWrapUp().catch(toastError);
  useKeys([
    { keys: "alt+r", label: "presence.goReady", inFields: true, run: () => (me.state === "wrap_up" ? endWrapUp() : choose(me, "ready")) },
    { keys: "alt+p", label: "presence.goPaused", inFields: true, run: () => choose(me, "paused", reasons[0]?.id) },
  ]);
  return (
    <span className={`row ${css.presenceGroup}`}>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <button type="button" className={css.presence} data-testid="presence" data-state={me.state}>
            <span className={`${css.dot} ${css[me.state]}`} aria-hidden />
            <span className="visually-hidden">{t("presence.title")}: </span>
            {label}
            <span className={`dim ${css.since}`}><Since at={me.state_since} /></span>
            <IconChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<span className={`${css.dot} ${css.ready}`} />} onClick={() => choose(me, "ready")}>{t("agentState.ready")}</Menu.Item>
          <Menu.Label>{t("presence.pauseFor")}</Menu.Label>
          {reasons.map((each) => (
            <Menu.Item key={each.id} leftSection={<span className={`${css.dot} ${css.paused}`} />} onClick={() => choose(me, "paused", each.id)}>{each.name}</Menu.Item>
          ))}
          {reasons.length === 0 && <Menu.Item leftSection={<span className={`${css.dot} ${css.paused}`} />} onClick={() => choose(me, "paused")}>{t("agentState.paused")}</Menu.Item>}
          <Menu.Divider />
          <Menu.Item leftSection={<span className={`${css.dot} ${css.offline}`} />} onClick={() => choose(me, "offline")}>{t("agentState.offline")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {me.auto_paused_until && (
        <span className={css.autoPause} data-testid="auto-pause">
          <span role="status">{t("presence.autoPaused", { time: timeOfDay(me.auto_paused_until, language) })}</span>
          <Button variant="default" h={36} aria-keyshortcuts="Alt+R" onClick={() => choose(me, "ready")}>{t("presence.readyNow")}<kbd className="dim">Alt R</kbd></Button>
        </span>
      )}
      {me.state === "wrap_up" && (
        <Button variant="default" h={36} onClick={endWrapUp}>
          {t("presence.endWrapUp")}{me.wrap_up_ends_at && <>&nbsp;<Until at={me.wrap_up_ends_at} /></>}
        </Button>
      )}
    </span>
  );
}
