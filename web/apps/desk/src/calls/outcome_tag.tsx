import type { CallOutcome } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { Tag, type Tone } from "@filodiretto/ui";

const tones: Record<CallOutcome, Tone> = { answered: "good", abandoned: "bad", flow_out: "warn", ivr: "still", failed: "bad" };

/** How a call ended; one that has not ended says so. */
export function OutcomeTag({ outcome }: { outcome: CallOutcome | null }) {
  const t = useT();
  return outcome ? <Tag tone={tones[outcome]}>{t(`outcome.${outcome}`)}</Tag> : <Tag tone="info">{t("call.running")}</Tag>;
}
