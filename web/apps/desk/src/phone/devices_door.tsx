import { door } from "../shared/door";

/** Where the dialog of microphone, speaker and ringer appears. */
export const { open: openDevices, Place: DevicesDoor } = door(() => import("./devices_dialog"));
