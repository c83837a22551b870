import { languageNames, languages, useT } from "@filodiretto/i18n";
import { ActionIcon, Button, NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useNames } from "../shared/names";
import type { Errors } from "../shared/use_form";
import { toMs, withMember, type NodeField } from "./flow_schema";
import css from "./admin.module.css";
import "../shared/choices";

type Members = Record<string, unknown>;

interface FieldsProps {
  fields: NodeField[];
  /** The node, or a group of its members. */
  value: Members;
  onChange: (value: Members) => void;
  /** What nodes may be led to. */
  names: string[];
  flowLanguage: string;
  errors: Errors;
  /** JSON pointer of `value`. */
  pointer: string;
}

/** The members of a node. What is not shown here stays in it as it is. */
export function NodeFields({ fields, value, onChange, errors, pointer, ...rest }: FieldsProps) {
  return fields.map((field) => (
    <One key={field.name} {...rest} field={field} value={value[field.name]} errors={errors} pointer={`${pointer}/${field.name}`} onChange={(next) => onChange(withMember(value, field, next))} />
  ));
}

type OneProps = Omit<FieldsProps, "fields" | "value" | "onChange"> & { field: NodeField; value: unknown; onChange: (value: unknown) => void };

function One({ field, value, onChange, names, flowLanguage, errors, pointer }: OneProps) {
  const t = useT();
  const queues = useNames("queues");
  const calendars = useNames("calendars");
  const error = errors[pointer];
  const common = { label: t(field.label), description: field.help && t(field.help), error, inputWrapperOrder: ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[] };
  const choice = (data: { value: string; label: string }[]) => <Select {...common} searchable clearable data={data} value={value === undefined ? null : String(value)} onChange={onChange} />;
  // The server takes a name or an id; the form writes what the document already uses.
  const byName = (list: { id: string; name: string }[]) => choice(list.map((each) => ({ value: String(value) === each.id ? each.id : each.name, label: each.name })));
  switch (field.type) {
    case "prompt": return <PromptInput label={common.label} help={common.description} error={error} value={promptOf(value)} flowLanguage={flowLanguage} onChange={onChange} />;
    case "options": return <OptionsInput label={common.label} error={error} value={(value as Record<string, string>) ?? {}} names={names} onChange={onChange} />;
    case "node": return choice(names.map((name) => ({ value: name, label: name })));
    case "queue": return byName(queues);
    case "calendar": return byName(calendars);
    case "language": return choice(languages.map((each) => ({ value: each, label: languageNames[each] })));
    case "choice": return <Select {...common} allowDeselect={false} data={field.options.map(([id, label]) => ({ value: id, label: typeof label === "string" ? t(label) : label.plain }))} value={value === undefined ? field.preset : String(value)} onChange={onChange} />;
    case "switch": return <Switch label={common.label} description={common.description} error={error} checked={value === undefined ? field.preset : value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "text": return <TextInput {...common} value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "group":
      return (
        <fieldset className={css.group}><legend>{common.label}</legend>{common.description && <p className="dim small">{common.description}</p>}
          {error && <div role="alert" className={css.problem}>{error}</div>}
          <NodeFields fields={field.fields} value={(value as Members | undefined) ?? {}} onChange={onChange} names={names} flowLanguage={flowLanguage} errors={errors} pointer={pointer} />
        </fieldset>
      );
    default: {
      const seconds = field.type === "seconds";
      const scale = seconds ? 1000 : 1;
      const preset = field.preset === undefined ? undefined : `${field.preset / scale}${seconds ? " s" : ""}`;
      return <NumberInput {...common} hideControls clampBehavior="blur" allowDecimal={seconds} min={field.min} max={field.max} suffix={seconds ? " s" : ""} placeholder={preset} value={value === undefined ? "" : Number(value) / scale} onChange={(next) => onChange(next === "" ? undefined : seconds ? toMs(Number(next)) : Number(next))} />;
    }
  }
}

type Prompt = { text?: Record<string, string> | string; file?: string };

/** The short form, a prompt that is only words, opens like the long one. */
function promptOf(value: unknown): Prompt {
  return typeof value === "string" ? { text: value } : ((value as Prompt | undefined) ?? {});
}

/**
 * Words per language (spoken by the server) or a recorded file. Words without a language, spoken to every
 * caller, stand at the flow's language and stay so until another language has its own.
 */
function PromptInput({ label, help, error, value, flowLanguage, onChange }: { label: string; help: string | undefined; error: string | undefined; value: Prompt; flowLanguage: string; onChange: (value: Prompt) => void }) {
  const t = useT();
  const plain = typeof value.text === "string";
  const texts: Record<string, string> = plain ? { [flowLanguage]: value.text as string } : ((value.text as Record<string, string> | undefined) ?? {});
  const write = (language: string, words: string) => {
    const { [language]: _old, ...rest } = texts;
    const next = words ? { ...rest, [language]: words } : rest;
    const only = Object.keys(next).every((each) => each === flowLanguage);
    onChange({ ...value, text: plain && only ? (next[flowLanguage] ?? "") : next });
  };
  return (
    <fieldset className={css.group}><legend>{label}</legend>{help && <p className="dim small">{help}</p>}
      {error && <div role="alert" className={css.problem}>{error}</div>}
      {languages.map((language) => (
        <Textarea key={language} lang={language} autosize minRows={1} label={languageNames[language]} value={texts[language] ?? ""} onChange={(event) => write(language, event.currentTarget.value)} />
      ))}
      <TextInput label={t("flow.file")} description={t("flow.file.help")} value={value.file ?? ""} onChange={(event) => {
        const { file: _old, ...rest } = value;
        onChange(event.currentTarget.value ? { ...rest, file: event.currentTarget.value } : rest);
      }} />
    </fieldset>
  );
}

const kDigits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"];

function OptionsInput({ label, error, value, names, onChange }: { label: string; error: string | undefined; value: Record<string, string>; names: string[]; onChange: (value: Record<string, string>) => void }) {
  const t = useT();
  const free = kDigits.find((digit) => !(digit in value));
  return (
    <fieldset className={css.group}><legend>{label}</legend>
      {error && <div role="alert" className={css.problem}>{error}</div>}
      {Object.entries(value).map(([digit, target]) => (
        <div key={digit} className={css.option}>
          <Select aria-label={t("flow.digit")} allowDeselect={false} data={kDigits.filter((each) => each === digit || !(each in value))} value={digit} onChange={(next) => next && onChange(Object.fromEntries(Object.entries(value).map(([old, to]) => [old === digit ? next : old, to])))} />
          <Select aria-label={t("flow.leadsTo", { digit })} allowDeselect={false} data={names} value={target} onChange={(next) => next && onChange({ ...value, [digit]: next })} />
          <ActionIcon size={34} variant="subtle" color="gray" aria-label={`${t("action.delete")} ${digit}`} onClick={() => onChange(Object.fromEntries(Object.entries(value).filter(([old]) => old !== digit)))}><IconTrash size={16} /></ActionIcon>
        </div>
      ))}
      {free && <div><Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onChange({ ...value, [free]: names[0] ?? "" })}>{t("flow.addOption")}</Button></div>}
    </fieldset>
  );
}
