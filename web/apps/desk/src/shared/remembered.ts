// Small things this browser remembers. Private windows may refuse; nothing depends on them.

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`filo.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`filo.${key}`);
    else localStorage.setItem(`filo.${key}`, value);
  } catch {
    // a full or forbidden store: the value lives until the page is left
  }
}
