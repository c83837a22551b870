import { ActionIcon, Tooltip } from "@mantine/core";
import { formatPhone, useT } from "@filodiretto/i18n";
import { IconPhoneOutgoing } from "@tabler/icons-react";

/** A number as people read it; copying takes the raw digits. `dial` makes it click to call. */
export function PhoneNumber({ number, dial }: { number: string; dial?: (number: string) => void }) {
  const t = useT();
  const copyRaw = (event: React.ClipboardEvent) => {
    event.clipboardData.setData("text/plain", number);
    event.preventDefault();
  };
  return (
    <span className="row" style={{ gap: 4, display: "inline-flex", whiteSpace: "nowrap" }}>
      <span className="num" onCopy={copyRaw}>{formatPhone(number) || t("phone.anonymous")}</span>
      {dial && number && (
        <Tooltip label={t("phone.dialThis")}>
          <ActionIcon size="sm" variant="subtle" aria-label={`${t("phone.dialThis")} ${formatPhone(number)}`} onClick={() => dial(number)}>
            <IconPhoneOutgoing size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
