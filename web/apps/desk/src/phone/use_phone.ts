import type { MyState } from "@filodiretto/api-client";
import { useEffect, useSyncExternalStore } from "react";
import { live } from "../live";
import { Softphone, type PhoneState } from "./softphone";

let phone: Softphone | null = null;

function softphone(): Softphone {
  if (!phone) {
    const made = new Softphone({ send: live.send, isOpen: () => live.state() === "open" });
    live.onEvent((event) => made.receive(event));
    live.onState(() => void (live.state() === "open" && made.socketOpened()));
    phone = made;
  }
  return phone;
}

export const phoneControl = {
  start: (take = false) => void softphone().start(take),
  stop: () => phone?.stop(),
  changeDevices: () => void phone?.changeDevices(),
};

/** Switches the softphone on for agents who use the browser, and opens the microphone in calls. */
export function usePhone(me: MyState | undefined): PhoneState {
  const uses = me?.phone.kind === "browser";
  const call = me?.call;
  const talking = call?.state === "talking" && !call.muted;
  useEffect(() => {
    if (uses) phoneControl.start();
  }, [uses]);
  useEffect(() => phone?.setTalking(Boolean(talking)), [talking]);
  return useSyncExternalStore(softphone().subscribe, () => softphone().state);
}
