import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";

interface Props {
  label: string;
  on: boolean;
  descending: boolean;
  onSort: () => void;
}

/** The word and the arrow of a column one can order by; its cell tells `aria-sort`. */
export function SortButton({ label, on, descending, onSort }: Props) {
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return <button type="button" className="filo-sort" data-on={on} onClick={onSort}>{label}{on && <Arrow size={13} aria-hidden />}</button>;
}

export const sortState = (on: boolean, descending: boolean) => (on ? (descending ? "descending" : "ascending") : "none");

/** A head of a table by which it can be ordered. */
export function SortHead({ className, ...props }: Props & { className?: string }) {
  return <th className={className} aria-sort={sortState(props.on, props.descending)}><SortButton {...props} /></th>;
}
