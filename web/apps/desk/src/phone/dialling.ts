import { api, type Id, type MyState } from "@filodiretto/api-client";
import { formatPhone, t, tServer } from "@filodiretto/i18n";
import { keys, queryClient } from "../query";
import { toastError, toastRefusal } from "../shared/toast";
import { unlockAudio } from "./ringer";

export interface About {
  customerId?: Id | null;
  ticketId?: Id | null;
}

// The call that this tab dialled: only here it is told why nobody took it.
let mine: Id | null = null;

/** Colleagues and emergency numbers: everybody who telephones with his browser. */
export const mayDial = (me: MyState | undefined): boolean => me?.phone.kind === "browser";

/** Numbers outside need a right as well; who has a desk phone dials there. */
export const mayCallOut = (me: MyState | undefined): boolean => mayDial(me) && me?.calls_out !== "none";

/** Free to dial: no call, no offer, and sound. */
export const isFree = (me: MyState | undefined): boolean => Boolean(me?.phone.registered && !me.call && !me.offer);

/** Calls; throws what the server refused. What becomes of the call comes by the events. */
export async function call(number: string, about: About = {}): Promise<void> {
  unlockAudio();
  const state = await api.live.dial({
    number,
    ...(about.customerId ? { customer_id: about.customerId } : {}),
    ...(about.ticketId ? { ticket_id: about.ticketId } : {}),
  });
  mine = state.call?.id ?? null;
  tellFailedDial(queryClient.getQueryData<MyState>(keys.me));
}

/** The same for a button that has no place for a refusal. */
export function callOrSayWhy(number: string, about: About = {}): void {
  call(number, about).catch(toastError);
}

/** Nobody took the call that was dialled here: why, once. */
export function tellFailedDial(me: MyState | null | undefined): void {
  const failed = me?.failed_dial;
  if (!failed || failed.call_id !== mine) return;
  mine = null;
  toastRefusal(t("dial.failed", { number: formatPhone(failed.number), cause: tServer(`cause.${failed.cause}`) ?? failed.cause }));
}
