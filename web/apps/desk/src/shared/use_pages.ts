import type { Page } from "@filodiretto/api-client";
import { keepPreviousData, useInfiniteQuery, type QueryKey } from "@tanstack/react-query";

interface Options {
  enabled?: boolean;
  /** Another filter keeps the old rows on the screen until its own are there. */
  keep?: boolean;
}

/** A list that is read page after page, each by the cursor of the one before. */
export function usePages<T>(queryKey: QueryKey, read: (after: string | null) => Promise<Page<T>>, { enabled = true, keep = true }: Options = {}) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page<T>) => page.next,
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
}
