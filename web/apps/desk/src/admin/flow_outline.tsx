import { useT, type Key } from "@filodiretto/i18n";
import { Tag } from "@filodiretto/ui";
import { IconAlertTriangle, IconCornerDownRight, IconFlag, IconPhoneCall } from "@tabler/icons-react";
import type { MapProps } from "./flow_canvas";
import { outline } from "./flow_schema";
import admin from "./admin.module.css";
import css from "./flow.module.css";

export const viaWords: Record<string, Key> = { open: "flow.open", closed: "flow.closed", holiday: "flow.holiday", otherwise: "flow.otherwise", next: "flow.next" };

/** The flow as a list: one line a node, branches indented. */
export function FlowOutline({ flow, selected, select, faults, reached }: MapProps) {
  const t = useT();
  return (
    <div className={admin.tree}>
      <ol aria-label={t("flow.nodes")}>
        {outline(flow).map((line, i) => (
          <li key={i} style={{ paddingLeft: line.depth * 18 }}>
            <button type="button" aria-current={line.name === selected ? "true" : undefined} onClick={() => select(line.name)} data-again={line.again} data-reached={line.name === reached}>
              {line.depth > 0 && <IconCornerDownRight size={13} aria-hidden />}
              {line.via && <Tag tone={line.via === "?" ? "warn" : "still"}>{line.via === "?" ? t("flow.unreached") : viaWords[line.via] ? t(viaWords[line.via]!) : line.via}</Tag>}
              <span className="strong cut">{line.name}</span>
              <span className="dim small cut">{t(`node.${flow.nodes[line.name]!.type}`)}</span>
              {line.name === flow.start && !line.again && <IconFlag size={13} role="img" aria-label={t("flow.start")} />}
              {faults.has(line.name) && <IconAlertTriangle size={14} role="img" aria-label={t("flow.hasFaults")} className={css.faultMark} />}
              {line.name === reached && <IconPhoneCall size={14} role="img" aria-label={t("trial.here")} className={css.reachedMark} />}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
