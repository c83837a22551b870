import { browserLanguage, isLanguage, setLanguage } from "@filodiretto/i18n";
import { serverNow } from "@filodiretto/api-client";
import { setClockSource } from "@filodiretto/ui";
import "./fonts.css";
import "./mantine.css";
import "@filodiretto/ui/styles.css";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { remembered } from "./shared/remembered";

setClockSource(serverNow);
const last = remembered("language");
await setLanguage(isLanguage(last) ? last : browserLanguage());
createRoot(document.getElementById("root")!).render(<App />);
