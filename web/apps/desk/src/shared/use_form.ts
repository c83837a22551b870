import { ApiError } from "@filodiretto/api-client";
import { t, type Key } from "@filodiretto/i18n";
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type RefObject } from "react";
import type { Fields } from "./form_draft";
import { fieldMessage, messageOf } from "./toast";
import { useFormDraft } from "./use_form_draft";

/** Messages by JSON pointer. */
export type Errors = Record<string, string>;

interface Options<T extends Fields, Saved> {
  /** The name of its draft. */
  draft: string;
  stored: T;
  /** Fields that never go into a draft. */
  secret?: readonly string[];
  /** Of the row that is changed; none for a new one. */
  etag?: string | undefined;
  /** Pointers of the fields that are empty and must not be. */
  missing: (value: T) => string[];
  /** How it is told that somebody else has saved meanwhile; saving again then replaces that. */
  conflict?: Key;
  save: (value: T, etag: string | undefined) => Promise<Saved>;
  /** After the draft is gone. */
  saved: (row: Saved) => void;
}

export interface Form<T extends Fields> {
  value: T;
  change: (next: T) => void;
  set: (part: Partial<T>) => void;
  errors: Errors;
  problem: string;
  busy: boolean;
  /** The draft: shown from an earlier visit, and kept on the server by now. */
  restored: boolean;
  kept: boolean;
  /** As the server has it now, also after a conflict. */
  etag: string | undefined;
  discard: () => void;
  submit: () => Promise<void>;
  /** Tells an error, also of something else that was done from this form. */
  refused: (error: unknown) => void;
  /** For the form element: submits, also by Ctrl-Enter. */
  props: { ref: RefObject<HTMLFormElement | null>; noValidate: true; onSubmit: (event: FormEvent) => void; onKeyDown: (event: KeyboardEvent) => void };
}

export const isCtrlEnter = (event: KeyboardEvent) => event.key === "Enter" && (event.ctrlKey || event.metaKey);

/** What every form does: what is typed outlives everything, one save at a time, faults told at their fields, the first one focused. */
export function useForm<T extends Fields, Saved>({ draft, stored, secret, etag: first, missing, conflict, save, saved }: Options<T, Saved>): Form<T> {
  const { value, change, forget, restored, saved: kept } = useFormDraft<T>(draft, stored, secret);
  const [etag, setEtag] = useState(first);
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    // A fault may lie in a part that opens only now.
    const frame = requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    return () => cancelAnimationFrame(frame);
  }, [errors]);

  const tell = (found: Errors, text: string) => {
    setErrors(found);
    setProblem(text);
  };
  const refused = (error: unknown) => {
    if (!(error instanceof ApiError)) return tell({}, messageOf(error));
    if (error.isConflict && error.current) setEtag((error.current as { etag?: string }).etag);
    const atFields = error.errors.filter((each) => each.pointer);
    const text = error.isConflict && conflict ? t(conflict) : atFields.length > 0 ? t("admin.fixFields") : messageOf(error);
    tell(Object.fromEntries(atFields.map((each) => [each.pointer, fieldMessage(each)])), text);
  };
  const submit = async () => {
    if (busy) return;
    const empty = missing(value);
    tell(Object.fromEntries(empty.map((pointer) => [pointer, t("error.required")])), empty.length > 0 ? t("admin.fixFields") : "");
    if (empty.length > 0) return;
    setBusy(true);
    try {
      const row = await save(value, etag);
      forget();
      saved(row);
    } catch (error) {
      refused(error);
    } finally {
      setBusy(false);
    }
  };
  const send = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    void submit();
  };
  return {
    value, change, errors, problem, busy, restored, kept, etag, submit, refused,
    set: (part) => change({ ...value, ...part }),
    discard: () => {
      forget();
      tell({}, "");
    },
    props: { ref, noValidate: true, onSubmit: send, onKeyDown: (event) => isCtrlEnter(event) && send(event) },
  };
}
