// Which rows of a long list are worth drawing when every row is equally high. Pure.

export interface Sight {
  /** How far the list is scrolled, and how much of it is seen, in pixels. */
  top: number;
  height: number;
}

export interface Rows {
  count: number;
  rowHeight: number;
  /** What stands still above the rows inside the scrolled box: the heads of a table. */
  headHeight?: number;
}

/** Rows drawn beyond both edges, so that scrolling never shows a hole. */
const kMargin = 10;

/** The rows to draw: from `first` up to, not including, `end`. */
export function rowsInSight({ top, height }: Sight, { count, rowHeight }: Rows): [first: number, end: number] {
  const first = Math.max(0, Math.floor(top / rowHeight) - kMargin);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + kMargin);
  return [Math.min(first, end), end];
}

/** Where to scroll so that a row is wholly seen; the present place when it is already. */
export function scrollToShow(index: number, { top, height }: Sight, { rowHeight, headHeight = 0 }: Rows): number {
  const start = index * rowHeight;
  const seen = height - headHeight;
  if (start < top) return start;
  return start + rowHeight > top + seen ? start + rowHeight - seen : top;
}
