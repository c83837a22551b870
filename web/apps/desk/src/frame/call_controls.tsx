import { api, type LiveCall, type MyState } from "@filodiretto/api-client";
import { formatPhone, useT, type Key } from "@filodiretto/i18n";
import { Since } from "@filodiretto/ui";
import { ActionIcon, Button, Popover, Tooltip } from "@mantine/core";
import { IconDialpad, IconMicrophone, IconMicrophoneOff, IconPhoneOff, IconPlayerPause, IconPlayerPlay, IconTicket } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { Link } from "wouter";
import { useKeys } from "../keys";
import { startRingBack } from "../phone/ring_back";
import { keys, queryClient } from "../query";
import { toastError } from "../shared/toast";
import { useOpenAcceptedTicket } from "./accepted";
import css from "./call_bar.module.css";

/** Shows the wanted state at once; the server's next word corrects it. */
function command(call: LiveCall, run: (id: string) => Promise<unknown>, now: Partial<LiveCall> = {}): void {
  queryClient.setQueryData<MyState>(keys.me, (me) => (me?.call ? { ...me, call: { ...me.call, ...now } } : me));
  run(call.id).catch((error) => {
    void queryClient.invalidateQueries({ queryKey: keys.me });
    toastError(error);
  });
}

/** `hasSound`: this tab is the phone. */
export function CallControls({ call, hasSound }: { call: LiveCall; hasSound: boolean }) {
  const t = useT();
  const ringsThere = call.ringing_back && hasSound;
  useEffect(() => (ringsThere ? startRingBack() : undefined), [ringsThere]);
  useOpenAcceptedTicket(call);
  const held = call.state === "held";
  const talking = call.state === "talking";
  const toggleHold = () => (held ? command(call, api.live.resume, { state: "talking" }) : command(call, api.live.hold, { state: "held" }));
  const toggleMute = () => (call.muted ? command(call, api.live.unmute, { muted: false }) : command(call, api.live.mute, { muted: true }));
  const hangUp = () => command(call, api.live.hangup);
  useKeys([
    { keys: "alt+h", label: "call.hold", run: toggleHold, inFields: true },
    { keys: "alt+m", label: "call.mute", run: toggleMute, inFields: true },
    { keys: "alt+x", label: "call.hangUp", run: hangUp, inFields: true },
  ]);
  const other = call.direction === "in" ? call.ani : call.dnis;
  const dialling = call.direction === "out" && call.state === "ringing" && !call.ringing_back;
  return (
    <>
      <div className={css.who} data-testid="call" data-state={call.state}>
        <span className={`${css.whoName} cut`}>{call.customer?.name ?? (formatPhone(other) || t("phone.anonymous"))}</span>
        <span className={`${css.whoDetail} cut num`}>
          {t(dialling ? "callState.dialling" : `callState.${call.state}`)} · {formatPhone(other)}{call.direction === "in" && ` → ${call.service || formatPhone(call.dnis)}`}{call.queue && ` · ${call.queue.name}`}
        </span>
      </div>
      {call.ticket_id && (
        <Tooltip label={t("call.openTicket")}>
          <ActionIcon component={Link} href={`/tickets/${call.ticket_id}`} variant="subtle" size={36} aria-label={t("call.openTicket")}><IconTicket size={18} stroke={1.7} /></ActionIcon>
        </Tooltip>
      )}
      <span className={css.watch} aria-label={t("call.duration")}><Since at={call.answered_at ?? call.started_at} /></span>
      <div className={css.buttons}>
        <Toggle label={held ? "call.resume" : "call.hold"} keyName="H" on={held} disabled={!talking && !held} run={toggleHold}>
          {held ? <IconPlayerPlay size={18} stroke={1.7} /> : <IconPlayerPause size={18} stroke={1.7} />}
        </Toggle>
        <Toggle label={call.muted ? "call.unmute" : "call.mute"} keyName="M" on={call.muted} disabled={!talking} run={toggleMute}>
          {call.muted ? <IconMicrophoneOff size={18} stroke={1.7} /> : <IconMicrophone size={18} stroke={1.7} />}
        </Toggle>
        <Keypad call={call} disabled={!talking} />
        <Button h={36} color="red.9" leftSection={<IconPhoneOff size={16} />} onClick={hangUp} title="Alt+X">{t("call.hangUp")}</Button>
      </div>
    </>
  );
}

function Toggle({ label, keyName, on, disabled, run, children }: { label: Key; keyName: string; on: boolean; disabled: boolean; run: () => void; children: ReactNode }) {
  const t = useT();
  return (
    <Tooltip label={`${t(label)} (Alt+${keyName})`}>
      <ActionIcon variant={on ? "filled" : "default"} size={36} aria-label={t(label)} aria-pressed={on} disabled={disabled} onClick={run}>{children}</ActionIcon>
    </Tooltip>
  );
}

const digitKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

function Keypad({ call, disabled }: { call: LiveCall; disabled: boolean }) {
  const t = useT();
  const [sent, setSent] = useState("");
  const send = (digit: string) => {
    setSent((now) => (now + digit).slice(-16));
    void api.live.digits(call.id, digit).catch(toastError);
  };
  return (
    <Popover position="bottom-end" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={t("call.keypad")} disabled={disabled}><IconDialpad size={18} stroke={1.7} /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown onKeyDown={(event) => digitKeys.includes(event.key) && send(event.key)}>
        <div className={`${css.sent} num`} role="status">{sent}</div>
        <div className={css.keypad}>
          {digitKeys.map((digit) => <button key={digit} type="button" onClick={() => send(digit)}>{digit}</button>)}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
