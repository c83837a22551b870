import type { Key } from "@filodiretto/i18n";
import { useEffect, useRef, useSyncExternalStore } from "react";

// One listener for all keys of the desk; pages add theirs while they are shown, the newest wins.

export interface Binding {
  /** "j", "mod+k", "alt+a", "?", or a sequence "g t". */
  keys: string;
  label: Key;
  run: (event: KeyboardEvent) => void;
  /** Works while somebody types as well. Only combinations with a modifier may. */
  inFields?: boolean;
  hidden?: boolean;
  /** Goes on while the key is held down: walking through a list. */
  repeats?: boolean;
}

const stack: Binding[][] = [];
const listeners = new Set<() => void>();
let snapshot: Binding[] = [];
let prefix = "";
let prefixTimer: ReturnType<typeof setTimeout> | undefined;
const kSequenceMs = 900;

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

export function nameOf(event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  // With Alt some layouts make other characters (å): the physical key counts there.
  const letter = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  const key = letter.length === 1 ? letter.toLowerCase() : letter;
  const marks = [event.ctrlKey || event.metaKey ? "mod+" : "", event.altKey ? "alt+" : ""].join("");
  return marks + (event.shiftKey && key.length > 1 ? "shift+" : "") + key;
}

/** Escape in a field leads back to the page, where single keys work; an open list of choices closes first. */
function leaveField(field: HTMLElement): void {
  if (field.getAttribute("aria-expanded") !== "true") document.getElementById("main")?.focus({ preventScroll: true });
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTextField(event.target);
  const inDialog = event.target instanceof HTMLElement && event.target.closest("[role=dialog]") !== null;
  const name = nameOf(event);
  const wanted = prefix ? `${prefix} ${name}` : name;
  clearTimeout(prefixTimer);
  prefix = "";
  const all = stack.flat().reverse();
  const usable = (each: Binding) => each.inFields || (!typing && !inDialog);
  const found = all.find((each) => each.keys === wanted && usable(each));
  if (event.repeat && !found?.repeats) return;
  if (typing && !inDialog && name === "Escape" && !found) return leaveField(event.target as HTMLElement);
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (!typing && all.some((each) => each.keys.startsWith(`${name} `))) {
    prefix = name;
    prefixTimer = setTimeout(() => (prefix = ""), kSequenceMs);
  }
}

function changed(): void {
  snapshot = stack.flat().filter((each) => !each.hidden);
  for (const each of listeners) each();
}

if (typeof window !== "undefined") window.addEventListener("keydown", onKeyDown);

/** Binds keys while the component is shown; the functions may change at every render. */
export function useKeys(bindings: Binding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const shape = bindings.map((each) => each.keys).join("|");
  useEffect(() => {
    const entry = latest.current.map((each, i) => ({ ...each, run: (event: KeyboardEvent) => latest.current[i]?.run(event) }));
    stack.push(entry);
    changed();
    return () => {
      stack.splice(stack.indexOf(entry), 1);
      changed();
    };
  }, [shape]);
}

/** All keys that work now, for the help. */
export function useAllKeys(): Binding[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => snapshot,
  );
}
