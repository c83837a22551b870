export * from "./types";
export * from "./api";
export * from "./problem";
export * from "./events";
export { serverNow } from "./clock";
