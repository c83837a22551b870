import { useT } from "@filodiretto/i18n";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState, type ReactNode } from "react";
import { Skeleton } from "@filodiretto/ui";
import { useDossierSubject } from "../dossier/subject";
import { live, useMyState } from "../live";
import { DevicesDoor } from "../phone/devices_door";
import { DialDoor } from "../phone/dial_door";
import { unlockAudio } from "../phone/ringer";
import { usePhone } from "../phone/use_phone";
import { useSession } from "../session";
import { part } from "../shared/part";
import { CallBar } from "./call_bar";
import { KeysHelp } from "./keys_help";
import { Nav } from "./nav";
import { OfflineBanner } from "./offline_banner";
import { Palette } from "./palette";
import css from "./frame.module.css";

const loadDossier = () => import("../dossier/dossier");
const loadDrawer = () => import("../shared/side_drawer");
const Dossier = part(loadDossier, <Skeleton lines={8} />);
const Drawer = part(loadDrawer);

/** What never moves: navigation, call bar, and the dossier of whoever matters now. */
export function Frame({ children }: { children: ReactNode }) {
  const t = useT();
  const session = useSession();
  const me = useMyState(session.agent !== null);
  const phone = usePhone(me);
  const wide = useMediaQuery("(min-width: 1180px)", true);
  const phoneSized = useMediaQuery("(max-width: 640px)");
  const subject = useDossierSubject(me);
  const [open, setOpen] = useState(false);
  const offerId = me?.offer?.id;

  useEffect(() => {
    live.start();
    window.addEventListener("online", live.retryNow);
    window.addEventListener("pointerdown", unlockAudio, { once: true });
    window.addEventListener("keydown", unlockAudio, { once: true });
    return () => {
      window.removeEventListener("online", live.retryNow);
      live.stop();
    };
  }, []);
  // Who takes calls has the dossier at hand before the first one rings.
  const takesCalls = me !== undefined && me.presence !== "offline";
  useEffect(() => {
    if (takesCalls) void Promise.all([loadDossier(), wide ? null : loadDrawer()]).catch(() => {}); // it is fetched again when it is shown
  }, [takesCalls, wide]);
  // A ringing call shows who calls, whatever is open; when it is over the page comes back.
  useEffect(() => setOpen(Boolean(offerId)), [offerId]);

  return (
    <div className={css.frame}>
      <a href="#main" className={css.skip}>{t("nav.skip")}</a>
      <Nav />
      <CallBar me={me} phone={phone} onDossier={!wide && subject ? () => setOpen((now) => !now) : undefined} />
      <OfflineBanner />
      <div className={css.body}>
        <main id="main" className={css.main} tabIndex={-1}>{children}</main>
        {wide && subject && (
          <aside className={css.dossier} aria-label={t("dossier.title")}>
            <Dossier subject={subject} key={subject.key} />
          </aside>
        )}
      </div>
      {!wide && subject && (
        <Drawer opened={open} onClose={() => setOpen(false)} position="right" size={phoneSized ? "100%" : 380} title={t("dossier.title")}
          closeButtonProps={{ "aria-label": t("action.close") }} zIndex={90} lockScroll={false} trapFocus={!offerId} withOverlay={!offerId} returnFocus
          classNames={{ inner: css.drawerInner, content: css.drawer, header: css.drawerHead, body: css.drawerBody }}>
          <Dossier subject={subject} key={subject.key} />
        </Drawer>
      )}
      <Palette />
      <KeysHelp />
      <DevicesDoor />
      <DialDoor />
    </div>
  );
}
