import { ApiError, api, type Role, type Session } from "@filodiretto/api-client";
import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { keys } from "./query";

/** null: nobody is logged in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: keys.session,
    staleTime: Infinity,
    queryFn: () =>
      api.session.get().catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }),
  });
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession outside of a log-in");
  return session;
}

const ranks: Role[] = ["agent", "supervisor", "admin"];

export function useMay(role: Role): boolean {
  return ranks.indexOf(useSession().user.role) >= ranks.indexOf(role);
}
