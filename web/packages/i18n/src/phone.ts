// Telephone numbers as people of the country group them. Only for the eye: what is copied and
// dialled is the number itself.

// Country codes of one and two digits; all others have three (ITU-T E.164 list, zones 1 to 9).
const shortCodes = new Set(
  ("1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 " +
    "81 82 84 86 90 91 92 93 94 95 98").split(" "),
);

// Italian area codes of two and three digits that matter most; every other has four.
const italianAreas = new Set(
  ("02 06 010 011 015 019 030 031 035 039 040 041 045 048 049 050 051 055 059 070 071 075 079 080 081 085 089 " +
    "090 091 095 099").split(" "),
);

const tollFree = /^(800|803|805|0800|0805|116)/;

export function formatPhone(raw: string | null | undefined): string {
  if (!raw) return "";
  if (!/^\+?\d{3,}$/.test(raw)) return raw; // anonymous, sip:…, extension with letters
  return raw.startsWith("+") ? international(raw.slice(1)) : national(raw);
}

function international(digits: string): string {
  const code = [1, 2].map((n) => digits.slice(0, n)).find((c) => shortCodes.has(c)) ?? digits.slice(0, 3);
  const rest = digits.slice(code.length);
  if (code === "39") return `+39 ${italian(rest)}`;
  if (code === "33" && rest.length === 9) return `+33 ${rest[0]} ${inGroups(rest.slice(1), 2)}`;
  if (code === "44" && rest.length === 10) return `+44 ${british(rest)}`;
  if (code === "1" && rest.length === 10) return `+1 ${rest.slice(0, 3)} ${rest.slice(3, 6)} ${rest.slice(6)}`;
  return `+${code} ${inGroups(rest, 3)}`;
}

function national(digits: string): string {
  if (digits.length <= 5) return digits; // extensions and short codes stay whole
  if (tollFree.test(digits)) return inGroups(digits, 3);
  if (digits.length === 10 && digits.startsWith("0")) return inGroups(digits, 2);
  return inGroups(digits, 3);
}

function italian(rest: string): string {
  if (rest.startsWith("3")) return `${rest.slice(0, 3)} ${inGroups(rest.slice(3), 3)}`;
  if (!rest.startsWith("0")) return inGroups(rest, 3);
  const size = [2, 3].find((n) => italianAreas.has(rest.slice(0, n))) ?? 4;
  const own = rest.slice(size);
  return `${rest.slice(0, size)} ${own.length === 8 ? inGroups(own, 4) : own.length === 7 ? `${own.slice(0, 3)} ${own.slice(3)}` : inGroups(own, 3)}`.trim();
}

/** London and the other two-digit areas: 20 7946 0123; mobiles and most towns: 7700 900123; 113 496 0123. */
function british(rest: string): string {
  if (rest.startsWith("2")) return `${rest.slice(0, 2)} ${rest.slice(2, 6)} ${rest.slice(6)}`;
  if (/^(11|1\d1|3|8)/.test(rest)) return `${rest.slice(0, 3)} ${rest.slice(3, 6)} ${rest.slice(6)}`;
  return `${rest.slice(0, 4)} ${rest.slice(4)}`;
}

/** Groups of `size`; a last single digit joins the group before it. */
function inGroups(digits: string, size: number): string {
  const groups = digits.match(new RegExp(`.{1,${size}}`, "g")) ?? [];
  const last = groups.at(-1);
  if (groups.length > 1 && last?.length === 1) groups.splice(-2, 2, `${groups.at(-2)}${last}`);
  return groups.join(" ");
}

/** What a person typed, without spaces, dots, dashes and brackets. */
export function dialable(typed: string): string {
  const clean = typed.replace(/[\s().\-/]/g, "");
  return clean.startsWith("00") ? `+${clean.slice(2)}` : clean;
}

export function looksLikePhone(typed: string): boolean {
  return /^\+?\d{3,15}$/.test(dialable(typed));
}
