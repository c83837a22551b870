import { door } from "../shared/door";

/** Where a ticket is opened by hand. */
export const { open: openNewTicket, Place: NewTicket } = door(() => import("./new_ticket_form"));
