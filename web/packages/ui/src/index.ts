export * from "./theme";
export * from "./tag";
export * from "./states";
export * from "./time";
export * from "./phone";
