import { languageNames, languages, useT, type Key } from "@filodiretto/i18n";
import { Tag } from "@filodiretto/ui";
import { Button, Select, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCornerDownRight, IconFlag, IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Errors } from "../shared/use_form";
import { NodeFields } from "./flow_fields";
import { faultsByNode, nodeFields, nodeTypes, outline, pointerStep, renamed, withType, type FlowDocument, type Node, type NodeType } from "./flow_schema";
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
        <Select label={t("flow.language")} description={t("flow.language.help")} allowDeselect={false} data={languages.map((each) => ({ value: each, label: languageNames[each] }))} value={flow.language ?? kFlowLanguage} onChange={(language) => language && change({ ...flow, language })} />
        <Select label={t("flow.answer")} description={t("flow.answer.help")} allowDeselect={false} data={[{ value: "first", label: t("flow.answer.first") }, { value: "late", label: t("flow.answer.late") }]} value={flow.answer === "late" ? "late" : "first"} onChange={(when) => change({ ...flow, answer: when })} />
      </div>
      {node && (
        <div className={css.node} key={selected}>
          {(faults.get(selected) ?? []).map((text, i) => <div key={i} role="alert" className={css.problem}>{text}</div>)}
          <TextInput label={t("f.name")} defaultValue={selected} onBlur={(event) => rename(event.currentTarget.value.trim())} />
          <Select label={t("flow.type")} allowDeselect={false} value={node.type} data={nodeTypes.map((type) => ({ value: type, label: t(`node.${type}`) }))} onChange={(type) => type && change({ ...flow, nodes: { ...flow.nodes, [selected]: withType(node, type as NodeType) } })} />
          <NodeFields fields={nodeFields[node.type] ?? []} value={node} names={Object.keys(flow.nodes)} flowLanguage={flow.language ?? kFlowLanguage} errors={errors} pointer={`${base}/nodes/${pointerStep(selected)}`}
            onChange={(next) => change({ ...flow, nodes: { ...flow.nodes, [selected]: next as Node } })} />
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
