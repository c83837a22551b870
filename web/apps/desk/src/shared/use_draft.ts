import { api } from "@filodiretto/api-client";
import { useCallback, useEffect, useRef, useState } from "react";
import { remember, remembered } from "./remembered";

const kSaveAfterMs = 800;

/**
 * A text that is never lost: kept here at every key, on the server while typing. Coming back finds
 * the copy of this browser (it is the newer one when the line was down), else the server's.
 */
export function useDraft(key: string): { text: string; setText: (text: string) => void; clear: () => void; saved: boolean } {
  const local = `draft.${key}`;
  const [text, set] = useState(() => remembered(local) ?? "");
  const [saved, setSaved] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const touched = useRef(text !== "");

  useEffect(() => {
    if (touched.current) return;
    let gone = false;
    api.drafts.get(key).then(
      (draft) => void (!gone && !touched.current && set(draft.body)),
      () => undefined, // none, or offline: an empty field is right
    );
    return () => void (gone = true);
  }, [key]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const setText = useCallback(
    (next: string) => {
      touched.current = true;
      set(next);
      setSaved(false);
      remember(local, next || null);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        const store = next ? api.drafts.put(key, next) : api.drafts.remove(key);
        store.then(() => setSaved(true), () => undefined); // stays in this browser; the next key tries again
      }, kSaveAfterMs);
    },
    [key, local],
  );
  const clear = useCallback(() => {
    clearTimeout(timer.current);
    touched.current = true;
    set("");
    setSaved(true);
    remember(local, null);
    void api.drafts.remove(key).catch(() => undefined);
  }, [key, local]);
  return { text, setText, clear, saved };
}
