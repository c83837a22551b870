import { api, type MyState, type Offer } from "@filodiretto/api-client";
import { formatPhone, useT } from "@filodiretto/i18n";
import { currentTime, Until, useNow } from "@filodiretto/ui";
import { Button } from "@mantine/core";
import { IconPhone, IconPhoneX } from "@tabler/icons-react";
import { clock } from "@filodiretto/i18n";
import { useEffect, useRef, useState } from "react";
import { isTextField, useKeys } from "../keys";
import { endRinging, startRinging } from "../phone/ringer";
import { keys, queryClient } from "../query";
import { toastError } from "../shared/toast";
import { expectCall } from "./accepted";
import css from "./call_bar.module.css";

const kHoldToRefuseMs = 600;

function take(offer: Offer): void {
  expectCall(offer.call_id);
  api.live.accept(offer.id).catch((error) => {
    expectCall(null);
    toastError(error);
  });
}

function refuse(offer: Offer): void {
  queryClient.setQueryData<MyState>(keys.me, (me) => me && { ...me, offer: null });
  api.live.decline(offer.id).catch(toastError);
}

// Darker than the palette goes: small white digits stand on it.
const kAcceptGreen = "#237a35";

/** A call rings: who, for what, since when. Focus stays where it is until the call is accepted. */
export function OfferBar({ offer }: { offer: Offer }) {
  const t = useT();
  const [held, setHeld] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const waited = clock(offer.waited_ms + Math.max(0, useNow() - Date.parse(offer.offered_at)));
  const name = offer.customer?.name ?? t("customer.unknown");
  useEffect(() => {
    startRinging();
    const title = document.title;
    document.title = `${t("offer.title")}: ${name}`;
    return () => {
      endRinging();
      document.title = title;
    };
  }, [offer.id, name, t]);
  useKeys([
    { keys: "Enter", label: "offer.accept", run: () => take(offer) },
    { keys: "alt+a", label: "offer.accept", run: () => take(offer), inFields: true },
  ]);
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.repeat || isTextField(event.target)) return;
      setHeld(true);
      timer.current = setTimeout(() => refuse(offer), kHoldToRefuseMs);
    };
    const up = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      clearTimeout(timer.current);
      setHeld(false);
    };
    window.addEventListener("keydown", down);
    window.addEventListener("keyup", up);
    return () => {
      clearTimeout(timer.current);
      window.removeEventListener("keydown", down);
      window.removeEventListener("keyup", up);
    };
  }, [offer]);
  return (
    <>
      <div role="alert" className="visually-hidden">
        {t("offer.spoken", { name, number: formatPhone(offer.ani), service: offer.service })}
      </div>
      <div className={css.who} data-testid="offer">
        <span className={`${css.whoName} cut`}>{name}{offer.customer?.organisation && <span className="dim"> · {offer.customer.organisation}</span>}</span>
        <span className={`${css.whoDetail} cut num`}>
          {formatPhone(offer.ani) || t("phone.anonymous")} → {offer.service || formatPhone(offer.dnis)} {offer.queue ? ` · ${offer.queue.name} · ${t("offer.waited", { time: waited })}` : ""}
        </span>
      </div>
      <div className={css.buttons}>
        <Button h={36} variant="default" className={css.hold} data-held={held} leftSection={<IconPhoneX size={16} />} onClick={() => refuse(offer)} title={t("offer.refuse.key")}>
          {t("offer.refuse")}
        </Button>
        <Button h={36} color={kAcceptGreen} leftSection={<IconPhone size={16} />} onClick={() => take(offer)} title={t("offer.accept.key")}>
          {t("offer.accept")}&nbsp;{Date.parse(offer.expires_at) > currentTime() && <Until at={offer.expires_at} />}
        </Button>
      </div>
    </>
  );
}
