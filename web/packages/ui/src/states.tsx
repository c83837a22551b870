import { Button } from "@mantine/core";
import { useT } from "@filodiretto/i18n";
import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";

export const kSkeletonAfterMs = 300;

/** Nothing for 300 ms, then quiet bars: quick answers never flicker. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  const t = useT();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), kSkeletonAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className="filo-skeleton" role="status" aria-label={t("state.loading")}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} style={{ width: `${90 - ((i * 23) % 45)}%` }} />
      ))}
    </div>
  );
}

export function Empty({ icon, title, children, action }: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="filo-state">
      {icon}
      <strong>{title}</strong>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

export interface Failure {
  code?: string;
  message: string;
  traceId?: string | null;
}

/** What happened, what to try; a forbidden page says whom to ask. */
export function Failed({ error, retry }: { error: Failure; retry?: () => void }) {
  const t = useT();
  if (error.code === "forbidden") {
    return <Empty icon={<IconLock size={28} stroke={1.5} />} title={t("state.forbidden")}>{t("state.forbidden.help")}</Empty>;
  }
  if (error.code === "not_found") {
    return <Empty icon={<IconLock size={28} stroke={1.5} />} title={t("state.notFound")}>{t("state.notFound.help")}</Empty>;
  }
  const offline = error.code === "offline" || error.code === "timeout";
  return (
    <div className="filo-state" role="alert">
      <IconAlertTriangle size={28} stroke={1.5} aria-hidden />
      <strong>{t(offline ? "state.offline" : "state.failed")}</strong>
      <p>{t(offline ? "state.offline.help" : "state.failed.help")}</p>
      {error.traceId && <p className="small num">{t("state.trace", { id: error.traceId })}</p>}
      {retry && <Button variant="default" onClick={retry}>{t("action.retry")}</Button>}
    </div>
  );
}
