import { api, type FlowTrial, type FlowTrialInput } from "@filodiretto/api-client";
import { isLanguage } from "@filodiretto/i18n";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FlowDocument } from "./flow_schema";

// A flow is tried on the server, by the machine that callers meet. It remembers nothing: each time it
// is told everything that was done since the start.

/** As many as the server looks at. */
export const kInputsMax = 200;

export interface TrialSettings {
  language: string;
  ani: string;
  /** As a field for local times has it; empty: now. */
  at: string;
}

export interface TrialState {
  settings: TrialSettings;
  change: (settings: TrialSettings) => void;
  inputs: FlowTrialInput[];
  press: (digit: string) => void;
  wait: () => void;
  hangUp: () => void;
  again: () => void;
  trial: FlowTrial | undefined;
  error: unknown;
  retry: () => void;
}

export const kKeypad = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

const kLocalTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** What is sent; settings that say nothing are left to the server. */
export function trialBody(document: FlowDocument, { language, ani, at }: TrialSettings, inputs: FlowTrialInput[]) {
  const moment = kLocalTime.test(at) ? new Date(at) : null;
  return {
    document,
    inputs: inputs.slice(0, kInputsMax),
    ...(isLanguage(language) && { language }),
    ...(ani.trim() && { ani: ani.trim() }),
    ...(moment && !Number.isNaN(moment.getTime()) && { at: moment.toISOString() }),
  };
}

/** The trial of a flow as it is written now; it starts when somebody looks. */
export function useTrial(document: FlowDocument, shown: boolean): TrialState {
  const [settings, setSettings] = useState<TrialSettings>({ language: "", ani: "", at: "" });
  const [inputs, setInputs] = useState<FlowTrialInput[]>([]);
  const body = trialBody(document, settings, inputs);
  const query = useQuery({ queryKey: ["flow-trial", body], queryFn: () => api.admin.tryFlow(body), enabled: shown, retry: false, staleTime: Infinity, gcTime: 60_000, placeholderData: keepPreviousData });
  const add = (input: FlowTrialInput) => setInputs((now) => (now.length < kInputsMax ? [...now, input] : now));
  return {
    settings,
    inputs,
    change: (next) => {
      setSettings(next);
      setInputs([]);
    },
    press: (digit) => add({ kind: "digits", digits: digit }),
    wait: () => add({ kind: "wait" }),
    hangUp: () => add({ kind: "hang_up" }),
    again: () => setInputs([]),
    trial: query.error ? undefined : query.data,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
