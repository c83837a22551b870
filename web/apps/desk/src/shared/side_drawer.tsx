import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Drawer.css";

// In a file of its own: only narrow screens fetch it.
export { Drawer as default } from "@mantine/core";
