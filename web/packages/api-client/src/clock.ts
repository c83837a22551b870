// The server's clock as seen from here. Stopwatches and waits are computed with it, so that a
// computer with a wrong clock still shows right times.
let offsetMs = 0;

/** Call with the time a server message says it was made; the travel time is small and ignored. */
export function learnServerTime(at: string | null | undefined, resolutionMs: number): void {
  const server = at ? Date.parse(at) : NaN;
  if (Number.isNaN(server)) return;
  const seen = server - Date.now();
  // A Date header counts whole seconds: it may only correct what is clearly off.
  if (Math.abs(seen - offsetMs) > resolutionMs + 200) offsetMs = seen;
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}
