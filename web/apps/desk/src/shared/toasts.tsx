import { Notifications } from "@mantine/notifications";
import "@mantine/notifications/styles.css";

/** Where the short messages appear; fetched after the page is there. */
export default function Toasts() {
  return <Notifications position="bottom-left" limit={3} />;
}
