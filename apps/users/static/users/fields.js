// A form of labelled fields that says what is wrong with each, and keeps what was typed.

import { html, useId, useState } from "../kernel/ui.js";

/** @typedef {{ name: string, label: string, type?: string, autocomplete?: string, value?: string, minlength?: number, maxlength?: number, required?: boolean, options?: string[][] }} Field `options`: values and what they are called */

/**
 * Sends the fields; `send` gives what to say when it is done.
 * @param {{ title: string, button: string, fields: Field[], send: (values: Record<string, any>) => Promise<string>, isCleared?: boolean }} props
 */
export function FieldsForm({ title, button, fields, send, isCleared = false }) {
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const [done, setDone] = useState("");
  const [isBusy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    setBusy(true);
    setErrors({});
    setDone("");
    try {
      setDone(await send(Object.fromEntries(new FormData(form))));
      if (isCleared) form.reset();
    } catch (error) {
      setErrors(byField(error, fields));
    }
    setBusy(false);
  };
  return html`
    <form onSubmit=${submit}>
      <h2>${title}</h2>
      ${fields.map((field) => html`<${Labelled} key=${field.name} field=${field} error=${errors[field.name]} />`)}
      <p role="alert">${errors[""]}</p>
      <p role="status">${done}</p>
      <button class="main" disabled=${isBusy}>${button}</button>
    </form>
  `;
}

/** @param {{ field: Field, error?: string }} props */
function Labelled({ field: { label, options, ...input }, error }) {
  const id = useId();
  return html`
    <label>
      ${label}
      ${
        options
          ? html`<select name=${input.name}>${options.map(([value, name]) => html`<option key=${value} value=${value} selected=${value === input.value}>${name}</option>`)}</select>`
          : html`<input ...${input} aria-invalid=${error ? "true" : undefined} aria-describedby=${error ? id : undefined} />`
      }
      ${error && html`<span id=${id} class="bad">${error}</span>`}
    </label>
  `;
}

// What is not about one of the fields is told below them.
function byField(error, fields) {
  const known = fields.map(({ name }) => name);
  const told = {};
  for (const { field, message } of error.problem?.errors ?? []) {
    if (known.includes(field)) told[field] ??= message;
  }
  return Object.keys(told).length ? told : { "": error.message };
}
