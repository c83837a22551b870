import type { AdminKind } from "@filodiretto/api-client";
import { languageNames, languages, useT, type Key } from "@filodiretto/i18n";
import "@mantine/core/styles/InlineInput.css";
import "@mantine/core/styles/NumberInput.css";
import "@mantine/core/styles/PasswordInput.css";
import "@mantine/core/styles/Pill.css";
import "@mantine/core/styles/PillsInput.css";
import "@mantine/core/styles/Switch.css";
import { ActionIcon, Button, MultiSelect, NumberInput, PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { DateField } from "../shared/date_field";
import { useNames } from "../shared/names";
import { part } from "../shared/part";
import type { Errors } from "../shared/use_form";
import { shown, type Value } from "./form_values";
import type { Field } from "./schema";
import css from "./admin.module.css";
import "../shared/choices";

const kManyChoices = 12;
const kShownChoices = 100;

const FlowEditor = part(() => import("./flow_editor"));

interface FieldsProps {
  fields: Field[];
  value: Value;
  onChange: (value: Value) => void;
  errors: Errors;
  base: string;
}

export function Fields({ fields, value, onChange, errors, base }: FieldsProps) {
  return (
    <>
      {fields.filter((field) => shown(field, value)).map((field) => (
        <One key={field.name + (field.when?.[1].join() ?? "")} field={field} value={value[field.name]} errors={errors} pointer={`${base}/${field.name}`} onChange={(next) => onChange({ ...value, [field.name]: next })} />
      ))}
    </>
  );
}

interface OneProps<F extends Field = Field> {
  field: F;
  value: unknown;
  onChange: (value: unknown) => void;
  errors: Errors;
  pointer: string;
}
type Of<T extends Field["type"]> = OneProps<Extract<Field, { type: T }>>;

function One(props: OneProps) {
  const t = useT();
  const { field, value, onChange, errors, pointer } = props;
  const common = { label: t(field.label), description: field.help && t(field.help), error: errors[pointer], required: field.required, withAsterisk: false, inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[] };
  switch (field.type) {
    case "text":
      return <TextInput {...common} value={String(value ?? "")} className={field.mono ? "num" : ""} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "time": // written, not picked: 24:00 is the end of a day, and every language writes it so
      return <TextInput {...common} className={`num ${css.time}`} inputMode="numeric" maxLength={5} placeholder="09:00" value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "date":
      return <DateField {...common} value={String(value ?? "")} onChange={onChange} />;
    case "password":
      return <PasswordInput {...common} autoComplete="new-password" value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "switch":
      return <Switch label={common.label} description={common.description} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "number":
    case "seconds": {
      const scale = field.type === "seconds" ? 1000 : 1;
      const shownValue = value === null || value === undefined || value === "" ? "" : Number(value) / scale;
      return <NumberInput {...common} value={shownValue} min={field.min} max={field.max} suffix={scale > 1 ? " s" : ""} hideControls allowDecimal={false} clampBehavior="blur"
        onChange={(next) => onChange(next === "" ? (field.optional ? null : field.min * scale) : Number(next) * scale)} />;
    }
    case "select": {
      const data = field.options.map(([id, label]) => ({ value: id, label: typeof label === "string" ? t(label) : label.plain }));
      const own = String(value ?? "");
      const known = own === "" || data.some((each) => each.value === own); // a zone may have two names
      return <Select {...common} allowDeselect={false} searchable={data.length > kManyChoices} limit={kShownChoices} nothingFoundMessage={t("palette.nothing")} value={own} onChange={onChange} data={known ? data : [{ value: own, label: own }, ...data]} />;
    }
    case "ref":
      return <Ref {...common} kind={field.ref} value={value} onChange={onChange} clearable={!field.required} />;
    case "refs":
      return <Refs {...common} kind={field.ref} value={value} onChange={onChange} />;
    case "words":
      return <Words {...props} />;
    case "group":
      return (
        <fieldset className={css.group}><legend>{t(field.label)}</legend>{field.help && <p className="dim small">{t(field.help)}</p>}
          <Fields fields={field.fields} value={(value as Value) ?? {}} onChange={onChange} errors={errors} base={pointer} />
        </fieldset>
      );
    case "list":
      return <Rows {...(props as Of<"list">)} />;
    case "flow":
      return <FlowEditor value={value} onChange={onChange} errors={errors} base={pointer} />;
  }
}

type Wrapped = { label: string; description?: string | undefined; error?: string | undefined; kind: AdminKind; value: unknown; onChange: (value: unknown) => void };

export function Ref({ kind, value, onChange, ...rest }: Wrapped & { clearable?: boolean }) {
  const names = useNames(kind);
  return <Select {...rest} searchable value={value ? String(value) : null} onChange={onChange} data={names.map((each) => ({ value: each.id, label: each.name }))} />;
}

function Refs({ kind, value, onChange, ...rest }: Wrapped) {
  const names = useNames(kind);
  return <MultiSelect {...rest} searchable value={((value as string[]) ?? []).map(String)} onChange={onChange} data={names.map((each) => ({ value: each.id, label: each.name }))} />;
}

/** The same text in the three languages. */
function Words({ field, value, onChange, errors, pointer }: OneProps) {
  const t = useT();
  const texts = (value as Record<string, string>) ?? {};
  return (
    <fieldset className={css.group}><legend>{t(field.label)}</legend>
      {languages.map((language) => (
        <TextInput key={language} lang={language} label={languageNames[language]} value={texts[language] ?? ""} error={errors[`${pointer}/${language}`] ?? (texts[language] ? undefined : errors[pointer])} onChange={(event) => onChange({ ...texts, [language]: event.currentTarget.value })} />
      ))}
    </fieldset>
  );
}

function Rows({ field, value, onChange, errors, pointer }: Of<"list">) {
  const t = useT();
  const rows = (value as Value[]) ?? [];
  return (
    <fieldset className={css.group}><legend>{t(field.label as Key)}</legend>
      {field.help && <p className="dim small">{t(field.help)}</p>}
      {rows.map((row, i) => (
        <div key={i} className={css.listRow}>
          <Fields fields={field.fields} value={row} errors={errors} base={`${pointer}/${i}`} onChange={(next) => onChange(rows.map((old, at) => (at === i ? next : old)))} />
          <ActionIcon size={34} variant="subtle" color="gray" aria-label={`${t("action.delete")} ${i + 1}`} onClick={() => onChange(rows.filter((_, at) => at !== i))}><IconTrash size={16} /></ActionIcon>
        </div>
      ))}
      <div><Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onChange([...rows, { ...field.blank }])}>{t(field.add)}</Button></div>
    </fieldset>
  );
}
