import { useT } from "@filodiretto/i18n";
import { IconWifiOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useSocketState } from "../live";
import css from "./frame.module.css";

const kPatienceMs = 2_000;

/** Says that the line to the server is down; a blink of two seconds bothers nobody. */
export function OfflineBanner() {
  const t = useT();
  const state = useSocketState();
  const down = state === "waiting" || state === "connecting";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) return setShown(false);
    const timer = setTimeout(() => setShown(true), kPatienceMs);
    return () => clearTimeout(timer);
  }, [down]);
  if (!shown) return <div role="status" style={{ gridArea: "offline" }} />;
  return (
    <div role="status" className={css.offline}>
      <IconWifiOff size={16} aria-hidden />
      {t("offline.banner")}
    </div>
  );
}
