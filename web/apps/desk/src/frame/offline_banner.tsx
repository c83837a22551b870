import { useT } from "@filodiretto/i18n";
import { IconWifiOff } from "@tabler/icons-react";
import { useServerLost } from "../live";
import css from "./frame.module.css";

/** Says that the line to the server is down. */
export function OfflineBanner() {
  const t = useT();
  if (!useServerLost()) return <div role="status" style={{ gridArea: "offline" }} />;
  return (
    <div role="status" className={css.offline}>
      <IconWifiOff size={16} aria-hidden />
      {t("offline.banner")}
    </div>
  );
}
