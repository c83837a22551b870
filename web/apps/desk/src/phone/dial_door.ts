import { door } from "../shared/door";

/** Where a number is dialled by hand. */
export const { open: openDial, Place: DialDoor } = door(() => import("./dial_dialog"));
