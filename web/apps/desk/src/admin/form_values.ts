import type { Field } from "./schema";

// Values of a form as plain JSON, addressed by JSON pointer. Pure.

export type Value = Record<string, unknown>;

export function shown(field: Field, group: Value): boolean {
  return !field.when || field.when[1].includes(String(group[field.when[0]] ?? ""));
}

/** Only the fields that the kind has, as the server wants them: empty passwords and unseen fields stay away. */
export function bodyOf(fields: Field[], value: Value): Value {
  const body: Value = {};
  for (const field of fields) {
    if (!shown(field, value)) continue;
    const own = value[field.name];
    if (field.type === "group") body[field.name] = bodyOf(field.fields, (own as Value) ?? {});
    else if (field.type === "list") body[field.name] = ((own as Value[]) ?? []).map((row) => bodyOf(field.fields, row));
    else if (field.type === "password" || field.type === "time") own && (body[field.name] = own);
    else if (field.type === "ref") body[field.name] = own || null;
    else if (own !== undefined) body[field.name] = own;
  }
  return body;
}

/** Required fields that are empty, by pointer. The server checks everything else. */
export function missingIn(fields: Field[], value: Value, base = ""): string[] {
  const found: string[] = [];
  for (const field of fields) {
    if (!shown(field, value)) continue;
    const own = value[field.name];
    const pointer = `${base}/${field.name}`;
    if (field.type === "group") found.push(...missingIn(field.fields, (own as Value) ?? {}, pointer));
    else if (field.type === "list") ((own as Value[]) ?? []).forEach((row, i) => found.push(...missingIn(field.fields, row, `${pointer}/${i}`)));
    else if (field.required && isEmpty(own)) found.push(pointer);
  }
  return found;
}

function isEmpty(value: unknown): boolean {
  if (value && typeof value === "object") return Object.values(value).some((each) => String(each ?? "").trim() === "");
  return String(value ?? "").trim() === "";
}

/** Which fields differ, by their first name: what will change when saved. */
export function changedFields(fields: Field[], before: Value, after: Value): Field[] {
  const names = new Set<string>();
  return fields.filter((field) => {
    if (names.has(field.name)) return false;
    names.add(field.name);
    return JSON.stringify(before[field.name] ?? null) !== JSON.stringify(after[field.name] ?? null);
  });
}
