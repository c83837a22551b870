import { useLayoutEffect, useState, type RefObject } from "react";
import { rowsInSight, scrollToShow, type Rows } from "./fixed_rows";

interface Drawn {
  /** Indexes to draw, in order. */
  drawn: number[];
  /** Brings a row into sight, by as little as needed. */
  show: (index: number) => void;
}

const sightOf = (box: HTMLElement | null) => ({ top: box?.scrollTop ?? 0, height: box?.clientHeight ?? 0 });

/** Draws only the rows of `box` that are near what is seen; renders again when others come near. */
export function useFixedRows(box: RefObject<HTMLElement | null>, rows: Rows): Drawn {
  const [[first, end], set] = useState<[number, number]>([0, 0]);
  const { count, rowHeight, headHeight } = rows;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = () => {
      const [from, to] = rowsInSight(sightOf(element), { count, rowHeight });
      set((now) => (now[0] === from && now[1] === to ? now : [from, to]));
    };
    const observer = new ResizeObserver(look); // looks at once, and when the window changes
    observer.observe(element);
    look();
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [box, count, rowHeight]);
  const last = Math.min(end, count);
  return {
    drawn: Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i),
    show: (index) => {
      const element = box.current;
      if (element) element.scrollTop = scrollToShow(index, sightOf(element), { count, rowHeight, ...(headHeight ? { headHeight } : {}) });
    },
  };
}
