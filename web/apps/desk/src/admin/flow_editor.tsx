import { languageNames, languages, useT, type Key } from "@filodiretto/i18n";
import { Tag } from "@filodiretto/ui";
import { ActionIcon, Button, NumberInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCornerDownRight, IconFlag, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useNames } from "../shared/names";
import type { Errors } from "../shared/use_form";
import { nodeFields, nodeTypes, outline, renamed, type FlowDocument, type Node, type NodeField, type NodeType } from "./flow_schema";
import css from "./admin.module.css";
import "../shared/choices";

/** What the server takes when the flow names none. */
const kFlowLanguage = "it";

interface Props {
  value: unknown;
  onChange: (value: unknown) => void;
  errors: Errors;
  base: string;
}

/** A flow as an outline with one node open beside it. Faults stand at the node they belong to. */
export default function FlowEditor({ value, onChange, errors, base }: Props) {
  const t = useT();
  const asText = typeof value === "string";
  const flow: FlowDocument = asText ? (JSON.parse(value) as FlowDocument) : (value as FlowDocument);
  const change = (next: FlowDocument) => onChange(asText ? JSON.stringify(next) : next);
  const [selected, setSelected] = useState(flow.start);
  const faults = faultsByNode(errors, base);
  useEffect(() => {
    const [first] = faultsByNode(errors, base).keys();
    setSelected((now) => (first === undefined || faultsByNode(errors, base).has(now) ? now : first));
  }, [errors, base]);
  const node = flow.nodes[selected];
  const add = () => {
    let name = "node";
    for (let i = 1; flow.nodes[name]; i++) name = `node_${i}`;
    change({ ...flow, nodes: { ...flow.nodes, [name]: { type: "say", prompt: { text: {} }, next: flow.start } } });
    setSelected(name);
  };
  const remove = () => {
    const { [selected]: _gone, ...rest } = flow.nodes;
    change({ ...flow, nodes: rest });
    setSelected(flow.start);
  };
  const rename = (name: string) => {
    if (!name || flow.nodes[name]) return;
    change(renamed(flow, selected, name));
    setSelected(name);
  };
  return (
    <div className={css.flow}>
      <div className={css.tree}>
        <ol aria-label={t("flow.nodes")}>
          {outline(flow).map((line, i) => (
            <li key={i} style={{ paddingLeft: line.depth * 18 }}>
              <button type="button" aria-current={line.name === selected ? "true" : undefined} onClick={() => setSelected(line.name)} data-again={line.again}>
                {line.depth > 0 && <IconCornerDownRight size={13} aria-hidden />}
                {line.via && <Tag tone={line.via === "?" ? "warn" : "still"}>{line.via === "?" ? t("flow.unreached") : (viaWords[line.via] ? t(viaWords[line.via]!) : line.via)}</Tag>}
                <span className="strong cut">{line.name}</span>
                <span className="dim small cut">{t(`node.${flow.nodes[line.name]!.type}`)}</span>
                {line.name === flow.start && !line.again && <IconFlag size={13} role="img" aria-label={t("flow.start")} />}
                {faults.has(line.name) && <IconAlertTriangle size={14} role="img" aria-label={t("flow.hasFaults")} style={{ color: "var(--filo-bad)" }} />}
              </button>
            </li>
          ))}
        </ol>
        <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={add}>{t("flow.addNode")}</Button>
        <Select label={t("flow.answer")} description={t("flow.answer.help")} allowDeselect={false} data={[{ value: "first", label: t("flow.answer.first") }, { value: "late", label: t("flow.answer.late") }]} value={flow.answer === "late" ? "late" : "first"} onChange={(when) => change({ ...flow, answer: when })} />
      </div>
      {node && (
        <div className={css.node} key={selected}>
          {(faults.get(selected) ?? []).map((text, i) => <div key={i} role="alert" className={css.problem}>{text}</div>)}
          <TextInput label={t("f.name")} defaultValue={selected} onBlur={(event) => rename(event.currentTarget.value.trim())} />
          <Select label={t("flow.type")} allowDeselect={false} value={node.type} data={nodeTypes.map((type) => ({ value: type, label: t(`node.${type}`) }))} onChange={(type) => type && change({ ...flow, nodes: { ...flow.nodes, [selected]: keepCommon(node, type as NodeType) } })} />
          {nodeFields[node.type].map((field) => (
            <NodeFieldInput key={field.name} field={field} node={node} names={Object.keys(flow.nodes)} flowLanguage={flow.language ?? kFlowLanguage} error={errors[`${base}/nodes/${selected}/${field.name}`] ?? errors[`/nodes/${selected}/${field.name}`]}
              onChange={(next) => change({ ...flow, nodes: { ...flow.nodes, [selected]: without(node, field.name, next) } })} />
          ))}
          <div className="row">
            <Button variant="default" disabled={selected === flow.start} onClick={() => change({ ...flow, start: selected })}>{t("flow.makeStart")}</Button>
            <Button variant="subtle" color="red" disabled={selected === flow.start} leftSection={<IconTrash size={14} />} onClick={remove}>{t("action.delete")}</Button>
          </div>
        </div>
      )}
    </div>
  );
}

const viaWords: Record<string, Key> = { open: "flow.open", closed: "flow.closed", holiday: "flow.holiday", otherwise: "flow.otherwise", next: "flow.next" };

/** Another type keeps what it has in common: the prompt and where it leads. */
function keepCommon(node: Node, type: NodeType): Node {
  const kept = nodeFields[type].filter((field) => field.name in node).map((field) => [field.name, node[field.name]]);
  return { type, ...Object.fromEntries(kept) };
}

function without(node: Node, name: string, value: unknown): Node {
  const copy: Node = { ...node, [name]: value };
  if (value === null || value === undefined || value === "") delete copy[name];
  return copy;
}

function faultsByNode(errors: Errors, base: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [pointer, text] of Object.entries(errors)) {
    const local = pointer.startsWith(base) ? pointer.slice(base.length) : pointer;
    const node = /^\/nodes\/([^/]+)/.exec(local)?.[1];
    if (node) found.set(node, [...(found.get(node) ?? []), text]);
  }
  return found;
}

interface InputProps {
  field: NodeField;
  node: Node;
  names: string[];
  flowLanguage: string;
  error: string | undefined;
  onChange: (value: unknown) => void;
}

function NodeFieldInput({ field, node, names, flowLanguage, error, onChange }: InputProps) {
  const t = useT();
  const queues = useNames("queues");
  const calendars = useNames("calendars");
  const value = node[field.name];
  const common = { label: t(field.label), error };
  const choice = (data: { value: string; label: string }[]) => <Select {...common} searchable clearable data={data} value={value === undefined ? null : String(value)} onChange={onChange} />;
  // The server takes a name or an id; the form writes what the document already uses.
  const byName = (list: { id: string; name: string }[]) => choice(list.map((each) => ({ value: String(value) === each.id ? each.id : each.name, label: each.name })));
  switch (field.type) {
    case "prompt": return <PromptInput label={common.label} error={error} value={promptOf(value)} flowLanguage={flowLanguage} onChange={onChange} />;
    case "options": return <OptionsInput label={common.label} error={error} value={(value as Record<string, string>) ?? {}} names={names} onChange={onChange} />;
    case "node": return choice(names.map((name) => ({ value: name, label: name })));
    case "queue": return byName(queues);
    case "calendar": return byName(calendars);
    case "language": return choice(languages.map((each) => ({ value: each, label: languageNames[each] })));
    case "switch": return <Switch label={common.label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "text": return <TextInput {...common} value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />;
    default: {
      const scale = field.type === "seconds" ? 1000 : 1;
      return <NumberInput {...common} hideControls min={field.min} max={field.max} suffix={scale > 1 ? " s" : ""} value={value === undefined ? "" : Number(value) / scale} onChange={(next) => onChange(next === "" ? undefined : Number(next) * scale)} />;
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
function PromptInput({ label, error, value, flowLanguage, onChange }: { label: string; error: string | undefined; value: Prompt; flowLanguage: string; onChange: (value: Prompt) => void }) {
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
    <fieldset className={css.group}><legend>{label}</legend>
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
