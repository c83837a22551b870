import type { Level } from "@filodiretto/api-client";
import { useT } from "@filodiretto/i18n";
import { ReasonDialog } from "./reason_dialog";

export type HigherLevel = Exclude<Level, "1">;
const kLevels: HigherLevel[] = ["2", "3", "vendor"];

/** One reason for all: the next level reads it on each ticket. */
export default function EscalateDialog({ count, run, close }: { count: number; run: (level: HigherLevel, reason: string) => void; close: () => void }) {
  const t = useT();
  return (
    <ReasonDialog title={t("bulk.escalate", { count })} action={t("ticket.escalate")} label={t("ticket.escalationReason")} draft="bulk-escalate" levels={kLevels}
      run={(reason, level) => run(level as HigherLevel, reason)} close={close} />
  );
}
