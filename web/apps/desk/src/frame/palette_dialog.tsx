import { api, type SearchResult } from "@filodiretto/api-client";
import { dialable, formatPhone, useT } from "@filodiretto/i18n";
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useLocation } from "wouter";
import { openDial } from "../phone/dial_door";
import { callOrSayWhy, mayDial } from "../phone/dialling";
import { useMe } from "../phone/use_me";
import { Dialog } from "../shared/dialog";
import { openNewTicket } from "../tickets/new_ticket";
import { openKeysHelp } from "./keys_help";
import { usePlaces } from "./nav";
import css from "./frame.module.css";

interface Choice {
  id: string;
  group: string;
  label: string;
  detail?: string;
  run: () => void;
}

export default function PaletteDialog({ close }: { close: () => void }) {
  const t = useT();
  return (
    <Dialog onClose={close} withCloseButton={false} padding={0} size={560} yOffset="12vh" attributes={{ content: { "aria-label": t("palette.title") } }}>
      <Search close={close} />
    </Dialog>
  );
}

function Search({ close }: { close: () => void }) {
  const t = useT();
  const [typed, setTyped] = useState("");
  const [selected, setSelected] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const [asked] = useDebouncedValue(typed.trim(), 120);
  const found = useQuery({
    queryKey: ["search", asked],
    queryFn: ({ signal }) => api.search(asked, signal),
    enabled: asked.length >= 2,
    placeholderData: (old) => old,
  });
  const choices = useChoices(typed.trim(), asked.length >= 2 ? found.data : undefined);
  useEffect(() => setSelected(0), [typed]);
  useEffect(() => void list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [selected]);

  const run = (choice: Choice | undefined) => {
    if (!choice) return;
    close();
    choice.run();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setSelected((now) => (now + step + choices.length) % Math.max(1, choices.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(choices[selected]);
    }
  };
  return (
    <>
      <TextInput className={css.paletteInput} data-autofocus placeholder={t("palette.placeholder")} aria-label={t("palette.title")} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} onKeyDown={onKey}
        role="combobox" aria-expanded aria-controls="palette-results" aria-activedescendant={choices[selected] && `palette-${selected}`} />
      <div id="palette-results" role="listbox" aria-label={t("palette.title")} className={css.results} ref={list}>
        {choices.length === 0 && <div className="filo-state">{t(found.isFetching ? "state.searching" : "palette.nothing")}</div>}
        {choices.map((choice, i) => (
          <div key={choice.id}>
            {choice.group !== choices[i - 1]?.group && <div className={css.group} aria-hidden>{choice.group}</div>}
            <div id={`palette-${i}`} role="option" aria-selected={i === selected} className={css.result} onMouseMove={() => setSelected(i)} onClick={() => run(choice)}>
              <span className="cut grow">{choice.label}</span>
              {choice.detail && <span className="dim small num">{choice.detail}</span>}
            </div>
          </div>
        ))}
      </div>
    </>
  );
}

function useChoices(typed: string, found: SearchResult | undefined): Choice[] {
  const t = useT();
  const [, go] = useLocation();
  const places = usePlaces();
  const canDial = mayDial(useMe());
  return useMemo(() => {
    const matches = (label: string) => label.toLowerCase().includes(typed.toLowerCase());
    const actions: Choice[] = [
      { id: "new", group: t("palette.actions"), label: t("ticket.new"), detail: "N", run: openNewTicket },
      ...(canDial ? [{ id: "dial", group: t("palette.actions"), label: t("dial.title"), detail: "D", run: openDial }] : []),
      { id: "keys", group: t("palette.actions"), label: t("keys.title"), detail: "?", run: openKeysHelp },
    ];
    const number = dialable(typed);
    const isNumber = canDial && /^\+?\d{2,15}$/.test(number);
    return [
      ...(found?.customers ?? []).map((each) => ({ id: `c${each.id}`, group: t("nav.customers"), label: each.name, detail: each.organisation ?? "", run: () => go(`/customers/${each.id}`) })),
      ...(found?.tickets ?? []).map((each) => ({ id: `t${each.id}`, group: t("nav.tickets"), label: each.subject, detail: `#${each.number}`, run: () => go(`/tickets/${each.id}`) })),
      ...places.map((each) => ({ id: each.path, group: t("palette.pages"), label: t(each.label), detail: each.keys.toUpperCase(), run: () => go(each.path) })).filter((each) => matches(each.label)),
      ...(isNumber ? [{ id: "call", group: t("palette.actions"), label: t("call.dialNumber", { number: formatPhone(number) }), run: () => callOrSayWhy(number) }] : []),
      ...actions.filter((each) => matches(each.label)),
    ];
  }, [typed, found, places, canDial, go, t]);
}
