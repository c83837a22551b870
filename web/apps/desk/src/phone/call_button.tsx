import { formatPhone, useT } from "@filodiretto/i18n";
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPhoneOutgoing } from "@tabler/icons-react";
import { callOrSayWhy, isFree, mayCallOut, type About } from "./dialling";
import { useMe } from "./use_me";

/** Calls the number beside it. Not there for who may not, or dials on a desk phone. */
export function CallButton({ number, ...about }: { number: string } & About) {
  const t = useT();
  const me = useMe();
  if (!mayCallOut(me) || !number.startsWith("+")) return null;
  const label = t("call.dialNumber", { number: formatPhone(number) });
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" size={28} aria-label={label} disabled={!isFree(me)} onClick={() => callOrSayWhy(number, about)} data-testid="call-number">
        <IconPhoneOutgoing size={16} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
