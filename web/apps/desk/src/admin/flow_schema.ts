import type { Key } from "@filodiretto/i18n";

// The nodes of an IVR flow as the server reads them (docs/reference/flows.md).

export type NodeType = "say" | "menu" | "collect" | "hours" | "set" | "queue" | "transfer" | "answer" | "hang_up";
export type Node = { type: NodeType } & Record<string, unknown>;
export interface FlowDocument {
  start: string;
  /** Of prompts that are only words. */
  language?: string;
  nodes: Record<string, Node>;
  [other: string]: unknown;
}

export type NodeField = { name: string; label: Key } & (
  | { type: "prompt" | "node" | "text" | "switch" | "options" | "queue" | "calendar" | "language" }
  | { type: "number" | "seconds"; min: number; max: number }
);

const next: NodeField = { name: "next", label: "flow.next", type: "node" };
const otherwise: NodeField = { name: "otherwise", label: "flow.otherwise", type: "node" };
const prompt: NodeField = { name: "prompt", label: "flow.prompt", type: "prompt" };
const retries: NodeField = { name: "retries", label: "flow.retries", type: "number", min: 0, max: 10 };
const timeout: NodeField = { name: "timeout_ms", label: "flow.timeout", type: "seconds", min: 1, max: 60 };

export const nodeFields: Record<NodeType, NodeField[]> = {
  say: [prompt, next],
  menu: [prompt, { name: "options", label: "flow.options", type: "options" }, timeout, retries, otherwise],
  collect: [prompt, { name: "variable", label: "flow.variable", type: "text" }, { name: "digits_min", label: "flow.digitsMin", type: "number", min: 1, max: 40 }, { name: "digits_max", label: "flow.digitsMax", type: "number", min: 1, max: 40 }, { name: "secret", label: "flow.secret", type: "switch" }, timeout, retries, next, otherwise],
  hours: [{ name: "calendar", label: "admin.calendars.one", type: "calendar" }, { name: "open", label: "flow.open", type: "node" }, { name: "closed", label: "flow.closed", type: "node" }, { name: "holiday", label: "flow.holiday", type: "node" }],
  set: [{ name: "language", label: "settings.language", type: "language" }, { name: "service", label: "call.service", type: "text" }, { name: "variable", label: "flow.variable", type: "text" }, { name: "value", label: "flow.value", type: "text" }, next],
  queue: [prompt, { name: "queue", label: "queue.title", type: "queue" }, { name: "priority", label: "ticket.priority", type: "number", min: 0, max: 100 }],
  transfer: [{ name: "number", label: "phone.number", type: "text" }],
  answer: [next],
  hang_up: [prompt],
};
export const nodeTypes = Object.keys(nodeFields) as NodeType[];

/** Where a node leads: [what, node]. */
export function exits(node: Node): [string, string][] {
  const found: [string, string][] = [];
  for (const field of nodeFields[node.type] ?? []) {
    if (field.type === "node" && node[field.name]) found.push([field.name, String(node[field.name])]);
    if (field.type === "options") found.push(...Object.entries((node[field.name] as Record<string, string>) ?? {}));
  }
  return found;
}

export interface TreeLine {
  name: string;
  depth: number;
  via: string;
  /** Already shown above: only a reference. */
  again: boolean;
}

/** The flow as an outline from its start; then whatever nobody leads to. */
export function outline(flow: FlowDocument): TreeLine[] {
  const lines: TreeLine[] = [];
  const seen = new Set<string>();
  const walk = (name: string, depth: number, via: string) => {
    const node = flow.nodes[name];
    if (!node) return;
    const again = seen.has(name);
    lines.push({ name, depth, via, again });
    if (again) return;
    seen.add(name);
    const ways = exits(node);
    // A straight line stays straight; only branches indent.
    for (const [via, to] of ways) walk(to, ways.length > 1 ? depth + 1 : depth, ways.length > 1 ? via : "");
  };
  walk(flow.start, 0, "");
  for (const name of Object.keys(flow.nodes)) if (!seen.has(name)) walk(name, 0, "?");
  return lines;
}

/** Renames a node everywhere. */
export function renamed(flow: FlowDocument, from: string, to: string): FlowDocument {
  const swap = (name: unknown) => (name === from ? to : name);
  const nodes = Object.fromEntries(
    Object.entries(flow.nodes).map(([name, node]) => {
      const copy: Node = { ...node };
      for (const field of nodeFields[node.type] ?? []) {
        if (field.type === "node" && field.name in copy) copy[field.name] = swap(copy[field.name]);
        if (field.type === "options") copy[field.name] = Object.fromEntries(Object.entries((copy[field.name] as Record<string, string>) ?? {}).map(([digit, target]) => [digit, swap(target)]));
      }
      return [name === from ? to : name, copy];
    }),
  );
  return { ...flow, start: String(swap(flow.start)), nodes };
}
