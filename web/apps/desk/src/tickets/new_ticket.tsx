import { lazy } from "react";
import { door } from "../shared/door";

/** Where a ticket is opened by hand. */
export const { open: openNewTicket, Place: NewTicket } = door(lazy(() => import("./new_ticket_form")));
