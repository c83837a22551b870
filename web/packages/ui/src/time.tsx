import { clock, dayUnit, exact, relative, useLanguage } from "@filodiretto/i18n";
import { useSyncExternalStore } from "react";

// One timer for the whole page, running only while somebody looks at a clock.
const listeners = new Set<() => void>();
let tick = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    tick++;
    for (const each of listeners) each();
  }, 500);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer) {
      clearInterval(timer);
      timer = null;
    }
  };
}

let now: () => number = () => Date.now();
/** The desk sets the server's clock here, so that all times agree. */
export function setClockSource(source: () => number): void {
  now = source;
}

export function currentTime(): number {
  return now();
}

/** Renders again every half second and answers the time. */
export function useNow(): number {
  useSyncExternalStore(subscribe, () => tick);
  return now();
}

/** Time since a moment, ticking. */
export function Since({ at, className = "num" }: { at: string; className?: string }) {
  const language = useLanguage();
  return <span className={className}>{clock(useNow() - Date.parse(at), dayUnit(language))}</span>;
}

/** Time left until a moment, ticking; stops at zero. */
export function Until({ at, className = "num" }: { at: string; className?: string }) {
  return <span className={className}>{clock(Date.parse(at) - useNow() + 999)}</span>;
}

/** "5 min ago", the exact time on hover. */
export function Ago({ at, className = "dim num" }: { at: string; className?: string }) {
  const language = useLanguage();
  return (
    <time dateTime={at} title={exact(at, language)} className={className}>
      {relative(at, useNow(), language)}
    </time>
  );
}
