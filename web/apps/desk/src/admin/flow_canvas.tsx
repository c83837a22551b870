import { useT } from "@filodiretto/i18n";
import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconFlag, IconPhoneCall, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { curve, isDirection, kCard, labelAt, layout, neighbour } from "./flow_layout";
import { viaWords } from "./flow_outline";
import type { FlowDocument, Node } from "./flow_schema";
import css from "./flow.module.css";

export interface MapProps {
  flow: FlowDocument;
  selected: string;
  select: (name: string) => void;
  faults: Map<string, string[]>;
  /** The node that a trial has reached. */
  reached: string | undefined;
}

const kZoomMin = 0.3;
const kZoomMax = 1.5;
const kReadable = 0.65;
const kZoomStep = 0.15;
const kMargin = 16;
const bounded = (zoom: number) => Math.min(kZoomMax, Math.max(kZoomMin, zoom));

/** The flow as a picture: scrolling moves it, with Ctrl it zooms; arrows walk from node to node. */
export function FlowCanvas({ flow, selected, select, faults, reached }: MapProps) {
  const t = useT();
  const picture = useMemo(() => layout(flow), [flow]);
  const [zoom, setZoom] = useState(1);
  const [walked, setWalked] = useState(selected);
  const frame = useRef<HTMLDivElement>(null);
  const focusable = flow.nodes[walked] ? walked : flow.start;
  const width = picture.width + 2 * kMargin;
  const height = picture.height + 2 * kMargin;
  useEffect(() => setWalked(selected), [selected]);
  // At first all of it is seen, as far as it can be read.
  useLayoutEffect(() => setZoom(Math.min(1, Math.max(kReadable, frame.current!.clientWidth / width))), []);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault(); // else the whole page zooms
      setZoom((now) => bounded(now - Math.sign(event.deltaY) * kZoomStep));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);
  useEffect(() => {
    if (reached) frame.current?.querySelector("[data-reached=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [reached]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isDirection(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = neighbour(picture, focusable, event.key);
    if (!next) return;
    setWalked(next);
    frame.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };
  return (
    <div className={css.canvasBox}>
      <div ref={frame} className={css.canvas} role="group" aria-label={t("flow.picture")} aria-describedby="flow-picture-help" data-testid="flow-canvas" onKeyDown={onKeyDown}>
        <div style={{ width: width * zoom, height: height * zoom }}>
          <div className={css.drawing} style={{ width, height, transform: `scale(${zoom})`, padding: kMargin }}>
            <svg width={picture.width} height={picture.height} aria-hidden>
              <defs><marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto"><path d="M0,0 L8,4 L0,8 z" /></marker></defs>
              {picture.edges.map((edge) => {
                const { x, y, anchor } = labelAt(edge, picture.edges.filter((each) => each.from === edge.from).length);
                return (
                  <g key={`${edge.from} ${edge.to}`} data-back={edge.back} data-near={edge.from === selected || edge.to === selected}>
                    <path d={curve(edge.points)} markerEnd="url(#flow-tip)" />
                    <text x={x} y={y} textAnchor={anchor}>{edge.via.filter((via) => via !== "next").map((via) => (viaWords[via] ? t(viaWords[via]!) : via)).join(", ")}</text>
                  </g>
                );
              })}
            </svg>
            {picture.cards.map(({ name, x, y }) => (
              <button key={name} type="button" className={css.card} style={{ left: x + kMargin, top: y + kMargin, width: kCard.width, height: kCard.height }} data-node={name} data-reached={name === reached} data-faults={faults.has(name)}
                tabIndex={name === focusable ? 0 : -1} aria-current={name === selected ? "true" : undefined} onClick={() => select(name)} onFocus={() => setWalked(name)}>
                <span className="row">
                  <span className="strong cut">{name}</span>
                  {name === flow.start && <IconFlag size={13} role="img" aria-label={t("flow.start")} />}
                  {faults.has(name) && <IconAlertTriangle size={14} role="img" aria-label={t("flow.hasFaults")} className={css.faultMark} />}
                  {name === reached && <IconPhoneCall size={14} role="img" aria-label={t("trial.here")} className={css.reachedMark} />}
                </span>
                <span className="dim small cut">{t(`node.${flow.nodes[name]!.type}`)}{aboutNode(flow.nodes[name]!)}</span>
              </button>
            ))}
          </div>
        </div>
      </div>
      <div className={css.canvasFoot}>
        <span id="flow-picture-help" className="dim small">{t("flow.picture.help")}</span>
        <ActionIcon variant="default" size={30} aria-label={t("flow.zoomOut")} disabled={zoom <= kZoomMin} onClick={() => setZoom(bounded(zoom - kZoomStep))}><IconZoomOut size={16} /></ActionIcon>
        <ActionIcon variant="default" size={30} aria-label={t("flow.zoomIn")} disabled={zoom >= kZoomMax} onClick={() => setZoom(bounded(zoom + kZoomStep))}><IconZoomIn size={16} /></ActionIcon>
      </div>
    </div>
  );
}

/** The queue, number, calendar or variable that it is about. */
function aboutNode(node: Node): string {
  const about = node["queue"] ?? node["number"] ?? node["calendar"] ?? node["variable"];
  return typeof about === "string" && about ? ` · ${about}` : "";
}
