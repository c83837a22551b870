import { useMediaQuery } from "@mantine/hooks";
import { Notifications } from "@mantine/notifications";
import "@mantine/core/styles/Group.css";
import "@mantine/core/styles/Notification.css";
import "@mantine/notifications/styles.css";
import css from "./toasts.module.css";

/** Where the short messages appear: never over the call bar or the text being written. */
export default function Toasts() {
  const narrow = useMediaQuery("(max-width: 640px)");
  return <Notifications position={narrow ? "top-center" : "bottom-left"} limit={3} containerWidth={304} className={css.toasts} />;
}
