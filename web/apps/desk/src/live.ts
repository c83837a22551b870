import { api, EventSocket, type ClientMessage, type MyState, type ServerEvent, type SocketState } from "@filodiretto/api-client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { tellFailedDial } from "./phone/dialling";
import { keys, queryClient } from "./query";

// The one event socket of this tab. Live states go straight into the query cache; changes of
// records make the pages that show them read again.

const stateListeners = new Set<() => void>();
const eventListeners = new Set<(event: ServerEvent) => void>();

const socket = new EventSocket({
  onEvent: (event) => {
    apply(event);
    for (const each of eventListeners) each(event);
  },
  onState: () => {
    for (const each of stateListeners) each();
  },
});

function apply(event: ServerEvent): void {
  switch (event.type) {
    case "my_state": {
      const before = queryClient.getQueryData<MyState>(keys.me);
      queryClient.setQueryData(keys.me, event.data);
      if (before?.call && before.call.id !== event.data.call?.id) setTimeout(readCallsAgain, kRecordedAfterMs);
      tellFailedDial(event.data);
      break;
    }
    case "board":
      queryClient.setQueryData(keys.board, event.data);
      break;
    case "ticket_changed":
      void queryClient.invalidateQueries({ queryKey: keys.ticket(event.data.ticket_id) });
      void queryClient.invalidateQueries({ queryKey: keys.tickets });
      readTimelinesAgain();
      break;
    case "customer_changed":
      void queryClient.invalidateQueries({ queryKey: keys.customer(event.data.customer_id) });
      void queryClient.invalidateQueries({ queryKey: keys.customers });
      readTimelinesAgain();
      break;
    case "resync":
      void queryClient.invalidateQueries();
      break;
  }
}

/** What happens to a ticket stands in its customer's time line as well; only the one on the screen is read. */
function readTimelinesAgain(): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => (queryKey[0] === "customer" || queryKey[0] === "organisation") && queryKey[2] === "timeline" });
}

/** The record is written a moment after the call: what is read at once may lack it. */
const kRecordedAfterMs = 1_000;

function readCallsAgain(): void {
  void queryClient.invalidateQueries({ queryKey: keys.calls });
  void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "call" });
}

export const live = {
  start: () => socket.start(),
  stop: () => socket.stop(),
  retryNow: () => socket.retryNow(),
  send: (message: ClientMessage) => socket.send(message),
  state: (): SocketState => socket.state,
  onState: (listener: () => void) => {
    stateListeners.add(listener);
    return () => void stateListeners.delete(listener);
  },
  onEvent: (listener: (event: ServerEvent) => void) => {
    eventListeners.add(listener);
    return () => void eventListeners.delete(listener);
  },
};

export function useSocketState(): SocketState {
  return useSyncExternalStore(live.onState, live.state);
}

const kPatienceMs = 2_000;

/** True when the line to the server is down; a blink of two seconds bothers nobody. */
export function useServerLost(): boolean {
  const state = useSocketState();
  const down = state === "waiting" || state === "connecting";
  const [lost, setLost] = useState(false);
  useEffect(() => {
    if (!down) return setLost(false);
    const timer = setTimeout(() => setLost(true), kPatienceMs);
    return () => clearTimeout(timer);
  }, [down]);
  return lost;
}

/** What the switchboard knows of me; undefined until it is read, and for a user who is no agent. */
export function useMyState(enabled = true): MyState | undefined {
  return useQuery({ queryKey: keys.me, queryFn: api.live.me, enabled, staleTime: Infinity }).data ?? undefined;
}
