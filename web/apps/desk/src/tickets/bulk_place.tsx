import { useRef, type ComponentProps } from "react";
import { quietPart } from "../shared/part";
import { useSelection } from "./selection";

const Bar = quietPart(() => import("./bulk_bar"));

/** Where the bar for many tickets appears with the first tick; it stays, since it still tells what was done. */
export function BulkPlace(props: ComponentProps<typeof Bar>) {
  const used = useRef(false);
  used.current = useSelection().size > 0 || used.current;
  return used.current && <Bar {...props} />;
}
