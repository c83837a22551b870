import { useEffect, useRef, type MouseEvent } from "react";
import css from "./table.module.css";

interface Props {
  label: string;
  on: boolean;
  /** Some, not all. */
  some?: boolean;
  /** Off the way of Tab: rows are ticked by x. */
  quiet?: boolean;
  onTick: (range: boolean) => void;
}

/** The browser's own checkbox, in a target that a finger hits. */
export function Tick({ label, on, some = false, quiet = false, onTick }: Props) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <label className={css.tick} onMouseDown={(event: MouseEvent) => event.shiftKey && event.preventDefault()}>
      <input ref={box} type="checkbox" className={css.box} aria-label={label} tabIndex={quiet ? -1 : 0} checked={on} onChange={(event) => onTick((event.nativeEvent as unknown as MouseEvent).shiftKey === true)} />
    </label>
  );
}
