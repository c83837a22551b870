import { languageNames, languages, useT } from "@filodiretto/i18n";
import { Button, Select, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconList, IconPhone, IconPlus, IconSitemap, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { remember, remembered } from "../shared/remembered";
import type { Errors } from "../shared/use_form";
import { FlowCanvas } from "./flow_canvas";
import { NodeFields } from "./flow_fields";
import { FlowOutline } from "./flow_outline";
import { FlowPhone } from "./flow_phone";
import { faultsByNode, nodeFields, nodeTypes, pointerStep, renamed, withType, type FlowDocument, type Node, type NodeType } from "./flow_schema";
import { useTrial } from "./flow_trial";
import admin from "./admin.module.css";
import css from "./flow.module.css";
import "../shared/choices";

/** What the server takes when the flow names none. */
const kFlowLanguage = "it";
const kViewKey = "flow-view";

interface Props {
  value: unknown;
  onChange: (value: unknown) => void;
  errors: Errors;
  base: string;
}

/**
 * A flow as a picture or as an outline, beside it the open node or a telephone that tries the flow.
 * Faults stand at the node they belong to.
 */
export default function FlowEditor({ value, onChange, errors, base }: Props) {
  const t = useT();
  const asText = typeof value === "string";
  const flow: FlowDocument = asText ? (JSON.parse(value) as FlowDocument) : (value as FlowDocument);
  const change = (next: FlowDocument) => onChange(asText ? JSON.stringify(next) : next);
  const [selected, setSelected] = useState(flow.start);
  const [view, setView] = useState(() => remembered(kViewKey) ?? "picture");
  const [trying, setTrying] = useState(false);
  const wide = useMediaQuery("(min-width: 641px)", true);
  const trial = useTrial(flow, trying);
  const faults = faultsByNode(errors, base);
  useEffect(() => {
    const [first] = faultsByNode(errors, base).keys();
    if (first === undefined) return;
    setTrying(false); // the fault is told in the node's form
    setSelected((now) => (faultsByNode(errors, base).has(now) ? now : first));
  }, [errors, base]);
  const open = (name: string) => {
    setSelected(name);
    setTrying(false);
  };
  const show = (next: string) => {
    setView(next);
    remember(kViewKey, next);
  };
  const add = () => {
    let name = "node";
    for (let i = 1; flow.nodes[name]; i++) name = `node_${i}`;
    change({ ...flow, nodes: { ...flow.nodes, [name]: { type: "say", prompt: { text: {} }, next: flow.start } } });
    open(name);
  };
  const picture = wide && view !== "outline";
  const map = { flow, selected, select: open, faults, reached: trying ? trial.trial?.node : undefined };
  return (
    <>
      <div className={css.bar}>
        {wide && (
          <span className={css.toggle} role="group" aria-label={t("flow.view")}>
            <button type="button" aria-pressed={picture} onClick={() => show("picture")}><IconSitemap size={15} aria-hidden />{t("flow.picture")}</button>
            <button type="button" aria-pressed={!picture} onClick={() => show("outline")}><IconList size={15} aria-hidden />{t("flow.outline")}</button>
          </span>
        )}
        <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={add}>{t("flow.addNode")}</Button>
        <span className="grow" />
        <Button variant={trying ? "filled" : "default"} aria-pressed={trying} leftSection={<IconPhone size={14} />} onClick={() => setTrying(!trying)}>{t("trial.title")}</Button>
      </div>
      <div className={picture ? css.picture : admin.flow}>
        <div className={css.side}>
          {picture ? <FlowCanvas {...map} /> : <FlowOutline {...map} />}
          <About flow={flow} change={change} />
        </div>
        <div className={css.side}>
          {trying ? <FlowPhone state={trial} openNode={open} /> : <OpenNode flow={flow} change={change} selected={selected} select={open} errors={errors} base={base} texts={faults.get(selected) ?? []} />}
        </div>
      </div>
    </>
  );
}

interface AboutProps {
  flow: FlowDocument;
  change: (flow: FlowDocument) => void;
}

/** What holds for the whole flow. */
function About({ flow, change }: AboutProps) {
  const t = useT();
  const order: ("label" | "input" | "description")[] = ["label", "input", "description"];
  return (
    <div className={`${admin.node} ${css.about}`}>
      <Select label={t("flow.language")} description={t("flow.language.help")} inputWrapperOrder={order} allowDeselect={false} data={languages.map((each) => ({ value: each, label: languageNames[each] }))} value={flow.language ?? kFlowLanguage} onChange={(language) => language && change({ ...flow, language })} />
      <Select label={t("flow.answer")} description={t("flow.answer.help")} inputWrapperOrder={order} allowDeselect={false} data={[{ value: "first", label: t("flow.answer.first") }, { value: "late", label: t("flow.answer.late") }]} value={flow.answer === "late" ? "late" : "first"} onChange={(when) => change({ ...flow, answer: when })} />
    </div>
  );
}

interface OpenProps extends AboutProps {
  selected: string;
  select: (name: string) => void;
  errors: Errors;
  base: string;
  texts: string[];
}

function OpenNode({ flow, change, selected, select, errors, base, texts }: OpenProps) {
  const t = useT();
  const node = flow.nodes[selected];
  if (!node) return null;
  const replace = (next: Node) => change({ ...flow, nodes: { ...flow.nodes, [selected]: next } });
  const remove = () => {
    const { [selected]: _gone, ...rest } = flow.nodes;
    change({ ...flow, nodes: rest });
    select(flow.start);
  };
  const rename = (name: string) => {
    if (!name || flow.nodes[name]) return;
    change(renamed(flow, selected, name));
    select(name);
  };
  return (
    <div className={admin.node} key={selected}>
      {texts.map((text, i) => <div key={i} role="alert" className={admin.problem}>{text}</div>)}
      <TextInput label={t("f.name")} defaultValue={selected} onBlur={(event) => rename(event.currentTarget.value.trim())} />
      <Select label={t("flow.type")} allowDeselect={false} value={node.type} data={nodeTypes.map((type) => ({ value: type, label: t(`node.${type}`) }))} onChange={(type) => type && replace(withType(node, type as NodeType))} />
      <NodeFields fields={nodeFields[node.type] ?? []} value={node} names={Object.keys(flow.nodes)} flowLanguage={flow.language ?? kFlowLanguage} errors={errors} pointer={`${base}/nodes/${pointerStep(selected)}`} onChange={(next) => replace(next as Node)} />
      <div className="row">
        <Button variant="default" disabled={selected === flow.start} onClick={() => change({ ...flow, start: selected })}>{t("flow.makeStart")}</Button>
        <Button variant="subtle" color="red" disabled={selected === flow.start} leftSection={<IconTrash size={14} />} onClick={remove}>{t("action.delete")}</Button>
      </div>
    </div>
  );
}
