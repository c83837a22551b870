import { formatPhone, useT } from "@filodiretto/i18n";

/** A number as people read it; copying takes the raw digits. */
export function PhoneNumber({ number }: { number: string }) {
  const t = useT();
  const copyRaw = (event: React.ClipboardEvent) => {
    event.clipboardData.setData("text/plain", number);
    event.preventDefault();
  };
  return (
    <span className="num" style={{ whiteSpace: "nowrap" }} onCopy={copyRaw}>{formatPhone(number) || t("phone.anonymous")}</span>
  );
}
