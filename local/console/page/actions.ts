// The actions as forms, each with the command that does the same.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Action, commandLine, FAULT_FIELDS, type Field, LMI_ACTIONS, type Values } from "../commands.ts";
import { useList, useMeta, useSection } from "./store.ts";
import { Command, type Part, post } from "./ui.ts";

const TICK: Action = {
  id: "tick",
  title: "Advance the tick",
  about: "Reconciles and sweeps now, as once a minute.",
  fields: [],
};

const ACTIONS: readonly Action[] = [...LMI_ACTIONS, TICK];

interface Asked {
  readonly id: string;
  readonly values: Values;
}

let open: (asked: Asked) => void = () => {};

/** Opens the form of an action; without an id the list. */
export const openAction = (id = "", values: Values = {}): void => open({ id, values });

interface InputProps {
  readonly field: Field;
  readonly options: readonly string[] | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Input({ field: { kind, label, name, isOptional }, options, value, onChange }: InputProps): Part {
  const id = `field-${name}`;
  const input = (event: Event) => onChange((event.currentTarget as HTMLInputElement).value);
  return html`<div class="field">
    <label for=${id}>${label}${isOptional && html` <span class="quiet">(optional)</span>`}</label>
    ${
      options
        ? html`<select id=${id} value=${value} onChange=${input}>${options.map((option) => html`<option value=${option} selected=${option === value}>${option}</option>`)}</select>`
        : html`<input id=${id} value=${value} onInput=${input} inputmode=${kind === "count" ? "numeric" : undefined} autocomplete="off" required=${!isOptional} />`
    }
  </div>`;
}

/** What there is to choose from; undefined where one writes. */
function useOptions(): (field: Field) => readonly string[] | undefined {
  const environments = useSection("environments");
  const functions = useSection("functions");
  return ({ kind, choices }) =>
    kind === "function" ? [...environments.keys()] : kind === "managed" ? [...functions.keys()] : choices;
}

function Form({ action, initial, onBack }: { action: Action; initial: Values; onBack: () => void }): Part {
  const meta = useMeta();
  const optionsOf = useOptions();
  const [given, setGiven] = useState<Values>(initial);
  // The first option is chosen as it is shown, in no effect: one that runs late would undo what was chosen meanwhile.
  const chosen = (field: Field): string => {
    const value = given[field.name] ?? field.initial ?? "";
    const options = optionsOf(field);
    return !options || options.includes(value) ? value : (options[0] ?? "");
  };
  const [outcome, setOutcome] = useState<{ text: string; isError: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const kind = action.id === "fault" ? action.fields.find(({ name }) => name === "kind") : undefined;
  const told = kind && ["kind", "duration", ...(FAULT_FIELDS[chosen(kind)] ?? [])];
  const fields = action.fields.filter(({ name }) => told?.includes(name) ?? true);
  const values: Values = Object.fromEntries(fields.map((field) => [field.name, chosen(field)]));
  const line = meta && commandLine(action.id, values, meta);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setOutcome(undefined);
    try {
      setOutcome({ text: (await post(`/act/${action.id}`, values)) || "Done.", isError: false });
    } catch (error) {
      setOutcome({ text: (error as Error).message, isError: true });
    }
    setBusy(false);
  };
  return html`<form onSubmit=${submit}>
    <p class="quiet">${action.about}</p>
    <div class="fields">${fields.map((field) => html`<${Input} key=${field.name} field=${field} options=${optionsOf(field)} value=${values[field.name]} onChange=${(value: string) => setGiven((before) => ({ ...before, [field.name]: value }))} />`)}</div>
    ${line && html`<${Command} text=${line} />`}
    <div role="status" aria-live="polite">${outcome && html`<pre class=${outcome.isError ? "outcome bad" : "outcome"} tabindex="0">${outcome.text}</pre>`}</div>
    <div class="buttons end">
      <button type="button" onClick=${onBack}>All actions</button>
      <button type="submit" class="primary" disabled=${isBusy}>${isBusy ? "Working …" : action.title}</button>
    </div>
  </form>`;
}

export function Actions(): Part {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<Asked>({ id: "", values: {} });
  const meta = useMeta();
  const faults = useList("faults");
  useEffect(() => {
    open = (next) => {
      setAsked(next);
      if (!dialog.current?.open) dialog.current?.showModal();
    };
  }, []);
  const action = ACTIONS.find(({ id }) => id === asked.id);
  const known = ACTIONS.filter(({ id }) => meta?.actions.includes(id));
  const close = () => dialog.current?.close();
  return html`<dialog ref=${dialog} aria-labelledby="actions-heading">
    <header><h2 id="actions-heading">${action?.title ?? "Actions"}</h2><button type="button" class="small" onClick=${close}>Close</button></header>
    ${
      action
        ? html`<${Form} key=${action.id + JSON.stringify(asked.values)} action=${action} initial=${asked.values} onBack=${() => setAsked({ id: "", values: {} })} />`
        : html`<ul class="actions">${known.map(({ id, title, about }) => html`<li><button type="button" onClick=${() => setAsked({ id, values: {} })}><b>${title}</b><span>${id === "clear" && faults.length > 0 ? `${about} ${faults.length} in force.` : about}</span></button></li>`)}</ul>`
    }
  </dialog>`;
}
