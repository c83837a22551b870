import { ApiError, type Page } from "@filodiretto/api-client";
import { QueryClient, type InfiniteData } from "@tanstack/react-query";

/** Trying again helps when the server was away, never when it has said no. */
function retry(count: number, error: Error): boolean {
  const passing = error instanceof ApiError && (error.status >= 500 || error.code === "timeout");
  return passing && count < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry, refetchOnWindowFocus: false, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** Every key of the cache, so that events know what to read again. */
export const keys = {
  session: ["session"] as const,
  me: ["me"] as const,
  board: ["board"] as const,
  tickets: ["tickets"] as const,
  ticket: (id: string) => ["ticket", id] as const,
  history: (id: string) => ["ticket", id, "history"] as const,
  customers: ["customers"] as const,
  customer: (id: string) => ["customer", id] as const,
  timeline: (id: string) => ["customer", id, "timeline"] as const,
  customerTickets: (id: string) => ["tickets", "of", id] as const,
  organisations: ["organisations"] as const,
  organisation: (id: string) => ["organisation", id] as const,
  organisationTimeline: (id: string) => ["organisation", id, "timeline"] as const,
  views: ["views"] as const,
  audit: (kind: string, id: string | null) => ["audit", kind, id] as const,
  calls: ["calls"] as const,
  call: (id: string) => ["call", id] as const,
  kpi: (date: string) => ["kpi", date] as const,
  names: (kind: string) => ["names", kind] as const,
  admin: (kind: string) => ["admin", kind] as const,
};

export function rowsOf<T>(data: InfiniteData<Page<T>> | undefined): T[] {
  return data?.pages.flatMap((page) => page.items) ?? [];
}

/** What the state components want to know of an error. */
export function failure(error: unknown) {
  if (error instanceof ApiError) return { code: error.code, message: error.message, traceId: error.traceId };
  return { message: String(error) };
}
