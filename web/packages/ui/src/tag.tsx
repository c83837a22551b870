import type { ReactNode } from "react";

export type Tone = "good" | "warn" | "bad" | "info" | "still" | "plain";

/** A word with a quiet ground. The word says it all; the colour only helps. */
export function Tag({ tone = "still", icon, children, title }: { tone?: Tone; icon?: ReactNode; children: ReactNode; title?: string }) {
  return (
    <span className={`filo-tag ${tone}`} title={title}>
      {icon}
      {children}
    </span>
  );
}
