import { learnServerTime } from "./clock";
import { ApiError, problemOf } from "./problem";

export const kBase = "/api/v1";
const kTimeoutMs = 15_000;

type Query = Record<string, string | number | boolean | null | undefined>;
interface Options {
  query?: object;
  body?: unknown;
  ifMatch?: string;
  signal?: AbortSignal;
}

export function queryString(query: object = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query as Query)) {
    if (value !== undefined && value !== null && value !== "" && value !== false) {
      params.set(key, String(value));
    }
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** One request. Throws ApiError; a POST carries an Idempotency-Key and is tried once more when no answer came. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.ifMatch) headers["If-Match"] = /^"/.test(options.ifMatch) || options.ifMatch === "*" ? options.ifMatch : `"${options.ifMatch}"`;
  if (method === "POST") headers["Idempotency-Key"] = newKey();
  const send = () =>
    fetch(kBase + path + queryString(options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal ?? AbortSignal.timeout(kTimeoutMs),
    });
  let response: Response;
  try {
    response = await send().catch((error: unknown) => {
      if (method !== "POST" || isAbort(error)) throw error;
      return send();
    });
  } catch (error) {
    if (isAbort(error) && options.signal?.aborted) throw error;
    throw new ApiError(0, isAbort(error) ? "timeout" : "offline", String(error));
  }
  learnServerTime(response.headers.get("Date"), 2_000);
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "AbortError" || error.name === "TimeoutError");
}

/** crypto.randomUUID exists only in secure contexts; a desk on plain http in a lab must work too. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
