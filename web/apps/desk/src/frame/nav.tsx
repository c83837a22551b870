import { api, type Theme } from "@filodiretto/api-client";
import { languageNames, languages, useT, type Key } from "@filodiretto/i18n";
import { Menu, Tooltip } from "@mantine/core";
import { IconActivity, IconBuilding, IconChartBar, IconCheck, IconDeviceDesktop, IconInbox, IconKeyboard, IconLogout, IconMoon, IconPhoneCall, IconSettings, IconSun, IconUsers } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { Link, useLocation } from "wouter";
import { useKeys } from "../keys";
import { phoneControl } from "../phone/use_phone";
import { keys, queryClient } from "../query";
import { useMay, useSession } from "../session";
import { toastError } from "../shared/toast";
import { openKeysHelp } from "./keys_help";
import css from "./frame.module.css";

interface Place {
  path: string;
  label: Key;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  keys: string;
}

const forAgents: Place[] = [
  { path: "/tickets", label: "nav.tickets", icon: IconInbox, keys: "g t" },
  { path: "/customers", label: "nav.customers", icon: IconUsers, keys: "g c" },
  { path: "/organisations", label: "nav.organisations", icon: IconBuilding, keys: "g o" },
  { path: "/calls", label: "nav.calls", icon: IconPhoneCall, keys: "g h" },
];
const forSupervisors: Place[] = [
  { path: "/live", label: "nav.live", icon: IconActivity, keys: "g l" },
  { path: "/figures", label: "nav.figures", icon: IconChartBar, keys: "g f" },
];
const forAdmins: Place[] = [{ path: "/admin", label: "nav.admin", icon: IconSettings, keys: "g a" }];

/** The pages this person may see. */
export function usePlaces(): Place[] {
  const supervisor = useMay("supervisor");
  const admin = useMay("admin");
  return [...forAgents, ...(supervisor ? forSupervisors : []), ...(admin ? forAdmins : [])];
}

export function Nav() {
  const t = useT();
  const [here, go] = useLocation();
  const places = usePlaces();
  useKeys(places.map((place) => ({ keys: place.keys, label: place.label, run: () => go(place.path) })));
  return (
    <nav className={css.nav} aria-label={t("nav.title")}>
      <img className={css.brand} src="/icon.svg" width={28} height={28} alt="Filodiretto" />
      {places.map(({ path, label, icon: Icon }) => (
        <Tooltip key={path} label={t(label)} position="right">
          <Link href={path} className={css.item} aria-label={t(label)} aria-current={here.startsWith(path) ? "page" : undefined}>
            <Icon size={20} stroke={1.6} />
          </Link>
        </Tooltip>
      ))}
      <span className={css.spacer} />
      <Person />
    </nav>
  );
}

const themes: [Theme, Key, typeof IconSun][] = [
  ["auto", "settings.themeAuto", IconDeviceDesktop],
  ["light", "settings.themeLight", IconSun],
  ["dark", "settings.themeDark", IconMoon],
];

function Person() {
  const t = useT();
  const { user, tenant } = useSession();
  const change = (body: Parameters<typeof api.session.change>[0]) =>
    api.session.change(body).then((session) => queryClient.setQueryData(keys.session, session), toastError);
  const leave = async () => {
    phoneControl.stop();
    await api.session.logOut().catch(toastError);
    queryClient.clear();
    location.assign("/");
  };
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target>
        <button type="button" className={css.person}><span aria-hidden>{initials(user.name)}</span><span className="visually-hidden">{t("nav.person", { name: user.name })}</span></button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user.name} · {tenant.name}</Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("settings.language")}</Menu.Label>
        {languages.map((each) => (
          <Menu.Item key={each} lang={each} rightSection={user.language === each && <IconCheck size={14} />} onClick={() => void change({ language: each })}>
            {languageNames[each]}
          </Menu.Item>
        ))}
        <Menu.Label>{t("settings.theme")}</Menu.Label>
        {themes.map(([value, label, Icon]) => (
          <Menu.Item key={value} leftSection={<Icon size={14} />} rightSection={user.theme === value && <IconCheck size={14} />} onClick={() => void change({ theme: value })}>
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={14} />} onClick={openKeysHelp}>{t("keys.title")}</Menu.Item>
        <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void leave()}>{t("login.logOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  return name.split(/\s+/).map((word) => word[0] ?? "").slice(0, 2).join("").toUpperCase();
}
