import { api, type Figures } from "@filodiretto/api-client";
import { localDay } from "@filodiretto/i18n";
import { currentTime } from "@filodiretto/ui";
import { useQuery } from "@tanstack/react-query";
import { keys } from "../query";

const kEveryMs = 20_000;

type OfTickets = Pick<Figures, "take_charge_ms" | "resolve_ms" | "first_contact_resolution">;

/** The board counts calls as they happen; what tickets took is read from the day's figures now and then. */
export function useTodaysTickets(): Partial<OfTickets> {
  const today = localDay(currentTime());
  const { data } = useQuery({ queryKey: keys.kpi(today), queryFn: () => api.kpi.day(today), refetchInterval: kEveryMs });
  if (!data) return {};
  const { take_charge_ms, resolve_ms, first_contact_resolution } = data.total;
  return { take_charge_ms, resolve_ms, first_contact_resolution };
}
