// In a file of its own: only narrow screens fetch it.
export { Drawer as default } from "@mantine/core";
