import { useState } from "react";
import { packDraft, unpackDraft, type Fields } from "./form_draft";
import { useDraft } from "./use_draft";

interface FormDraft<T> {
  value: T;
  change: (next: T) => void;
  /** After saving or discarding: nothing is kept. */
  forget: () => void;
  /** What is shown came from an earlier visit. */
  restored: boolean;
  /** The server has it too. */
  saved: boolean;
}

/** The values of a form, kept in this browser and on the server while somebody types. */
export function useFormDraft<T extends Fields>(key: string, stored: T, secret: readonly string[] = []): FormDraft<T> {
  const draft = useDraft(key);
  // Values typed here stand as they are; secrets live only in this state.
  const [typed, setTyped] = useState<T | null>(null);
  const value = typed ?? (draft.text ? unpackDraft(stored, draft.text) : stored);
  return {
    value,
    change: (next) => {
      setTyped(next);
      draft.setText(packDraft(stored, next, secret));
    },
    forget: () => {
      setTyped(null);
      draft.clear();
    },
    restored: typed === null && draft.text !== "",
    saved: draft.saved,
  };
}
