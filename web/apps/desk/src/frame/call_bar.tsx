import type { MyState } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconDialpad, IconId } from "@tabler/icons-react";
import { useKeys } from "../keys";
import { useServerLost } from "../live";
import { openDial } from "../phone/dial_door";
import { mayDial } from "../phone/dialling";
import type { PhoneState } from "../phone/softphone";
import { useSession } from "../session";
import { CallControls } from "./call_controls";
import { OfferBar } from "./offer_bar";
import { PhoneStatus } from "./phone_status";
import { PresenceMenu } from "./presence_menu";
import css from "./call_bar.module.css";

interface Props {
  me: MyState | undefined;
  phone: PhoneState;
  onDossier?: (() => void) | undefined;
}

/** Always there, always in the same place; green only while somebody hears somebody. */
export function CallBar({ me, phone, onDossier }: Props) {
  const t = useT();
  const { agent, tenant } = useSession();
  const lost = useServerLost(); // then nobody knows whether somebody hears somebody
  const heard = me?.call?.state === "talking" && !lost;
  const kind = me?.offer ? css.offered : heard ? css.talking : "";
  const busy = me?.offer || me?.call ? css.inCall : "";
  return (
    <section className={`${css.bar} ${kind} ${busy}`} aria-label={t("callBar.title")} data-testid="call-bar" data-agent={agent !== null}>
      {!agent && <strong className="dim">{tenant.name}</strong>}
      {me && <PresenceMenu me={me} />}
      {me && <PhoneStatus me={me} phone={phone} />}
      <span className={css.middle}>
        {me?.offer ? <OfferBar offer={me.offer} /> : me?.call && <CallControls call={me.call} hasSound={phone === "ready"} />}
      </span>
      {mayDial(me) && !me?.offer && !me?.call && <DialButton />}
      {onDossier && (
        <Tooltip label={t("dossier.title")}>
          <ActionIcon variant="subtle" size="lg" aria-label={t("dossier.title")} onClick={onDossier}><IconId size={20} stroke={1.6} /></ActionIcon>
        </Tooltip>
      )}
    </section>
  );
}

function DialButton() {
  const t = useT();
  useKeys([{ keys: "d", label: "dial.title", run: openDial }]);
  return (
    <Tooltip label={`${t("dial.title")} (D)`}>
      <ActionIcon variant="subtle" size="lg" aria-label={t("dial.title")} onClick={openDial}><IconDialpad size={20} stroke={1.6} /></ActionIcon>
    </Tooltip>
  );
}
