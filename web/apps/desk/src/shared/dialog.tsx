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
      const target = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : document.getElementById("main");
      target?.focus({ preventScroll: true });
    };
  }, []);
  return <Modal opened closeButtonProps={{ "aria-label": t("action.close") }} {...props} />;
}
