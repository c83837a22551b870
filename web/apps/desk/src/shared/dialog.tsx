import { useT } from "@filodiretto/i18n";
import "@mantine/core/styles/Overlay.css";
import "@mantine/core/styles/ModalBase.css";
import "@mantine/core/styles/Modal.css";
import { Modal, type ModalProps } from "@mantine/core";
import { useEffect } from "react";

/** A dialog that is open while it is shown; when it goes, the focus is back where it was. */
export function Dialog(props: Omit<ModalProps, "opened">) {
  const t = useT();
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // What opened it may be gone by what it did: then to the chosen view, else to the page.
      const alive = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : null;
      (alive ?? document.querySelector<HTMLElement>("main [role=tab][aria-selected=true]") ?? document.getElementById("main"))?.focus({ preventScroll: true });
    };
  }, []);
  return <Modal opened closeButtonProps={{ "aria-label": t("action.close") }} {...props} />;
}
