export type ProblemCode =
  | "invalid" | "not_found" | "conflict" | "forbidden" | "unauthenticated"
  | "limit" | "unavailable" | "timeout" | "internal" | "offline";

export interface FieldError {
  pointer: string;
  key: string;
  detail: string;
  /** What the text has holes for: the bounds of a number or length. */
  params?: { min: number; max: number };
}

/** An answer that is not a success: RFC 9457 from the server, or `offline` when none came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    detail: string,
    readonly errors: FieldError[] = [],
    readonly traceId: string | null = null,
    /** The row as it is now, when somebody was faster (412). */
    readonly current: unknown = null,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail);
  }

  get isConflict(): boolean {
    return this.status === 412;
  }
}

export async function problemOf(response: Response): Promise<ApiError> {
  const body = await response.json().catch(() => ({}));
  const retry = Number(response.headers.get("Retry-After"));
  return new ApiError(
    response.status,
    body.code ?? codeOfStatus(response.status),
    body.detail ?? body.title ?? response.statusText,
    body.errors ?? [],
    body.trace_id ?? null,
    body.current ?? null,
    Number.isFinite(retry) && retry > 0 ? retry : null,
  );
}

function codeOfStatus(status: number): ProblemCode {
  if (status === 401) return "unauthenticated";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 409 || status === 412) return "conflict";
  if (status === 429) return "limit";
  if (status === 503) return "unavailable";
  return status >= 500 ? "internal" : "invalid";
}
