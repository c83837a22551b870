import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from "@mantine/core";

// Petrol blue is the one accent. Shade 7 (light) carries white text at 6:1, shade 6 (dark) at 4.8:1.
const petrol: MantineColorsTuple = [
  "#eaf4f7", "#d5e7ed", "#a9cfdb", "#79b5c8", "#4f9eb6", "#338ea9", "#187891", "#0f6379", "#0b5063", "#073b4a",
];
const slate: MantineColorsTuple = [
  "#f7f8f9", "#eff1f3", "#e3e6ea", "#d3d8de", "#b6bec8", "#98a2ae", "#6c7784", "#4d5763", "#343c46", "#20262d",
];
const night: MantineColorsTuple = [
  "#d5dae0", "#b9c1ca", "#97a1ad", "#616c79", "#3b444e", "#2b323a", "#20262d", "#171c21", "#12161a", "#0d1013",
];

const kDialogTitle = { fontSize: "1rem", fontWeight: 600 };

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray: slate, dark: night },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "5px", md: "8px", lg: "12px", xl: "16px" },
  headings: { fontWeight: "600", sizes: { h1: { fontSize: "1.25rem" }, h2: { fontSize: "1rem" }, h3: { fontSize: "0.875rem" } } },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  components: {
    Button: { defaultProps: { size: "xs" } },
    TextInput: { defaultProps: { size: "sm" } },
    PasswordInput: { defaultProps: { size: "sm" } },
    Textarea: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md", transitionProps: { duration: 100 } } } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.35 } }, styles: { title: kDialogTitle } },
    SegmentedControl: { defaultProps: { withItemsBorders: false }, styles: { label: { paddingInline: 10 } } },
    Menu: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Popover: { defaultProps: { shadow: "md", transitionProps: { duration: 100 } } },
    Tooltip: { defaultProps: { openDelay: 400, transitionProps: { duration: 100 } } },
    Drawer: { defaultProps: { transitionProps: { duration: 140 } }, styles: { title: kDialogTitle } },
  },
});

/** Greys of Mantine that miss AA are darkened, words on quiet buttons have their colour in both schemes; status colours are made for both. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#596471",
    "--mantine-color-placeholder": "#67727e",
    "--mantine-color-error": "#b3261e",
    "--mantine-color-petrol-light-color": "#0f6379",
    "--mantine-color-petrol-light-hover": "#e3f0f4",
    "--mantine-color-red-light-color": "#b3261e",
    "--mantine-color-default-border": "#d3d8de",
    "--filo-canvas": "#f7f8f9",
    "--filo-surface": "#ffffff",
    "--filo-line": "#e3e6ea",
    "--filo-hover": "#f1f4f6",
    "--filo-selected": "#e3f0f4",
    "--filo-accent-text": "#0f6379",
    "--filo-note": "#fdf8e7",
    "--filo-note-line": "#ecdfb4",
    "--filo-good": "#1b6e3c",
    "--filo-good-soft": "#e2f3e8",
    "--filo-warn": "#8a5200",
    "--filo-warn-soft": "#fcefd8",
    "--filo-bad": "#b3261e",
    "--filo-bad-soft": "#fce8e6",
    "--filo-info": "#0f6379",
    "--filo-info-soft": "#e3f0f4",
    "--filo-still": "#4d5763",
    "--filo-still-soft": "#eaedf0",
    "--filo-live": "#1a7f45",
  },
  dark: {
    "--mantine-color-dimmed": "#97a1ad",
    "--mantine-color-placeholder": "#86919d",
    "--mantine-color-error": "#f28b82",
    "--mantine-color-petrol-light-color": "#8cc6d8",
    "--mantine-color-petrol-light-hover": "#152e37",
    "--mantine-color-red-light-color": "#f28b82",
    "--mantine-color-default-border": "#333b44",
    "--filo-canvas": "#12161a",
    "--filo-surface": "#171c21",
    "--filo-line": "#272e36",
    "--filo-hover": "#1e242a",
    "--filo-selected": "#152e37",
    "--filo-accent-text": "#79b5c8",
    "--filo-note": "#27230f",
    "--filo-note-line": "#4a4120",
    "--filo-good": "#7ed39b",
    "--filo-good-soft": "#14301f",
    "--filo-warn": "#f0b866",
    "--filo-warn-soft": "#35270f",
    "--filo-bad": "#f6a09a",
    "--filo-bad-soft": "#3a1a18",
    "--filo-info": "#8cc6d8",
    "--filo-info-soft": "#13303a",
    "--filo-still": "#b9c1ca",
    "--filo-still-soft": "#262d35",
    "--filo-live": "#1f7a46",
  },
});
