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

export type NodeField = {
  name: string;
  label: Key;
  help?: Key;
  /** Without it the node is refused; what is not needed goes when it is emptied. */
  needed?: true;
} & (
  | { type: "prompt" | "node" | "text" | "options" | "queue" | "calendar" | "language" }
  | { type: "switch"; preset: boolean }
  /** Of fixed words; also the empty one is a choice and stays in the document. */
  | { type: "choice"; preset: string; options: [string, Key | { plain: string }][] }
  /** `preset`: what counts when nothing is written, in the unit of the document. */
  | { type: "number" | "seconds"; min: number; max: number; preset?: number }
  | { type: "group"; fields: NodeField[] }
);

const next: NodeField = { name: "next", label: "flow.next", type: "node", needed: true };
const otherwise: NodeField = { name: "otherwise", label: "flow.otherwise", type: "node", help: "flow.otherwise.help" };
const prompt: NodeField = { name: "prompt", label: "flow.prompt", type: "prompt", needed: true };
const lastPrompt: NodeField = { name: "prompt", label: "flow.prompt", type: "prompt" };
const invalid: NodeField = { name: "invalid", label: "flow.invalid", type: "prompt", help: "flow.invalid.help" };
const retries: NodeField = { name: "retries", label: "flow.retries", type: "number", min: 0, max: 10, preset: 2, help: "flow.retries.help" };
const timeout: NodeField = { name: "timeout_ms", label: "flow.timeout", type: "seconds", min: 0.5, max: 60, preset: 5_000, help: "flow.timeout.help" };
const terminator: NodeField = { name: "terminator", label: "flow.terminator", type: "choice", preset: "#", help: "flow.terminator.help", options: [["#", { plain: "#" }], ["*", { plain: "*" }], ["", "flow.terminator.none"]] };
const announce: NodeField = {
  name: "announce", label: "flow.announce", type: "group", help: "flow.announce.help", fields: [
    { name: "every_ms", label: "flow.every", type: "seconds", min: 0, max: 600, preset: 30_000, help: "flow.every.help" },
    { name: "position", label: "flow.position", type: "switch", preset: true },
    { name: "estimated_wait", label: "flow.estimatedWait", type: "switch", preset: true },
    { name: "prompt", label: "flow.alsoSaid", type: "prompt", help: "flow.alsoSaid.help" },
  ],
};

export const nodeFields: Record<NodeType, NodeField[]> = {
  say: [prompt, { name: "language", label: "flow.sayLanguage", type: "language", help: "flow.sayLanguage.help" }, { name: "interruptible", label: "flow.interruptible", type: "switch", preset: true, help: "flow.interruptible.help" }, next],
  menu: [prompt, { name: "options", label: "flow.options", type: "options", needed: true }, timeout, retries, invalid, otherwise],
  collect: [
    prompt, { name: "variable", label: "flow.variable", type: "text", needed: true, help: "flow.variable.help" }, { name: "digits_min", label: "flow.digitsMin", type: "number", min: 1, max: 40, preset: 1 },
    { name: "digits_max", label: "flow.digitsMax", type: "number", min: 1, max: 40, help: "flow.digitsMax.help" }, terminator, { name: "secret", label: "flow.secret", type: "switch", preset: false, help: "flow.secret.help" },
    timeout, retries, invalid, next, otherwise,
  ],
  hours: [{ name: "calendar", label: "admin.calendars.one", type: "calendar", needed: true }, { name: "open", label: "flow.open", type: "node", needed: true }, { name: "closed", label: "flow.closed", type: "node", needed: true }, { name: "holiday", label: "flow.holiday", type: "node", help: "flow.holiday.help" }],
  set: [{ name: "language", label: "settings.language", type: "language" }, { name: "service", label: "call.service", type: "text" }, { name: "variable", label: "flow.variable", type: "text", help: "flow.variable.help" }, { name: "value", label: "flow.value", type: "text", help: "flow.value.help" }, next],
  queue: [lastPrompt, { name: "queue", label: "queue.title", type: "queue", needed: true }, { name: "priority", label: "ticket.priority", type: "number", min: -100, max: 100, preset: 0, help: "flow.priority.help" }, announce],
  transfer: [{ name: "number", label: "phone.number", type: "text", needed: true }],
  answer: [next],
  hang_up: [lastPrompt],
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
        if (field.type === "options" && field.name in copy) copy[field.name] = Object.fromEntries(Object.entries((copy[field.name] as Record<string, string>) ?? {}).map(([digit, target]) => [digit, swap(target)]));
      }
      return [name === from ? to : name, copy];
    }),
  );
  return { ...flow, start: String(swap(flow.start)), nodes };
}

/**
 * Another kind keeps what it has in common, the prompt and where it leads, and what this editor does not
 * know; members that only the old kind has go.
 */
export function withType(node: Node, type: NodeType): Node {
  const fields = nodeFields[type];
  const old = nodeFields[node.type] ?? [];
  const kept = Object.entries(node).filter(([name]) => name !== "type" && (fields.some((field) => field.name === name) || !old.some((field) => field.name === name)));
  return { type, ...Object.fromEntries(kept) };
}

/** An object with one member replaced, all others as they are. Nothing written is no member: then the server's own choice counts. */
export function withMember<T extends Record<string, unknown>>(object: T, field: NodeField, value: unknown): T {
  const copy: Record<string, unknown> = { ...object };
  if (isNothing(field, value)) delete copy[field.name];
  else copy[field.name] = value;
  return copy as T;
}

function isNothing(field: NodeField, value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (field.type === "choice") return value === field.preset;
  if (value === "") return field.type !== "prompt" || !field.needed;
  if (typeof value !== "object") return false;
  if (field.type === "group") return Object.keys(value).length === 0;
  return field.type === "prompt" && !field.needed && Object.values(value).every((each) => each === "" || (typeof each === "object" && Object.keys(each ?? {}).length === 0));
}

/** Seconds as they are typed, in the milliseconds of the document. */
export const toMs = (seconds: number) => Math.round(seconds * 1000);

/** One step of a JSON pointer (RFC 6901). */
export const pointerStep = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** Faults by the node in which they are. */
export function faultsByNode(errors: Record<string, string>, base: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [pointer, text] of Object.entries(errors)) {
    const local = pointer.startsWith(base) ? pointer.slice(base.length) : pointer;
    const step = /^\/nodes\/([^/]+)/.exec(local)?.[1];
    if (!step) continue;
    const node = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found.set(node, [...(found.get(node) ?? []), text]);
  }
  return found;
}
