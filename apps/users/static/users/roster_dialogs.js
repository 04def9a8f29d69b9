// The dialogs of a roster: a planned shift, and when somebody really worked.

import { reasonOf } from "../kernel/api.js";
import { instantOf, localMinute } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, openDialog, useState } from "../kernel/ui.js";

const fieldsOf = (event) => Object.fromEntries(new FormData(event.target));

/**
 * Asks when a shift is; null to take it out, undefined when left.
 * @param {string} heading
 * @param {any} [before]
 * @returns {Promise<any>}
 */
export function askForShift(heading, before) {
  const submit = (event, close) => {
    event.preventDefault();
    const { starts, ends, breaks } = fieldsOf(event);
    close({ starts, ends, break_minutes: Number(breaks) });
  };
  return openDialog(
    (close) => html`
      <form onSubmit=${(event) => submit(event, close)}>
        <h2>${heading}</h2>
        <label>${t("From")} <input name="starts" type="time" required value=${before?.starts ?? "10:00"} autofocus /></label>
        <label>${t("to")} <input name="ends" type="time" required value=${before?.ends ?? "18:00"} /></label>
        <label>${t("Break in minutes")} <input name="breaks" type="number" min="0" max="240" required value=${before?.break_minutes ?? 30} /></label>
        <div class="actions">
          <button type="button" onClick=${() => close()}>${t("Back")}</button>
          ${before && html`<button type="button" class="danger" onClick=${() => close(null)}>${t("Take out")}</button>`}
          <button class="main">${t("Plan")}</button>
        </div>
      </form>
    `,
  );
}

/**
 * Asks when somebody really worked, by the store's clock; stays with what was typed until `send` has done it.
 * @param {{ heading: string, zone: string, send: (body: any) => Promise<any>, entry?: any, people?: any[] }} asked without
 *   `entry` for one that somebody of `people` forgot
 */
export const askForEntry = (asked) => openDialog((close) => html`<${Entry} ...${asked} close=${close} />`);

/** @param {any} props */
function Entry({ heading, zone, send, entry, people, close }) {
  const [state, setState] = useState({ isBusy: false, trouble: "" });
  const minute = (at) => (at ? localMinute(at, zone) : "");
  const submit = async (event) => {
    event.preventDefault();
    const { starts, ends, breaks, reason, ...who } = fieldsOf(event);
    const instant = (minute) => new Date(instantOf(minute, zone)).toISOString();
    const times = { started_at: instant(starts), ended_at: instant(ends), break_minutes: Number(breaks) };
    setState({ isBusy: true, trouble: "" });
    const trouble = await send({ ...who, ...times, reason });
    if (trouble) setState({ isBusy: false, trouble: reasonOf(trouble) });
    else close();
  };
  return html`
    <form onSubmit=${submit}>
      <h2>${heading}</h2>
      ${people && html`<label>${t("Who")} <select name="user_id">${people.map((one) => html`<option key=${one.user_id} value=${one.user_id}>${one.name}</option>`)}</select></label>`}
      <label>${t("Came")} <input name="starts" type="datetime-local" required defaultValue=${minute(entry?.started_at)} /></label>
      <label>${t("Went")} <input name="ends" type="datetime-local" required defaultValue=${minute(entry?.ended_at)} /></label>
      <label>${t("Break in minutes")} <input name="breaks" type="number" min="0" max="240" required defaultValue=${entry?.break_minutes ?? 0} /></label>
      <label>${t("Why it is corrected")} <input name="reason" required maxlength="500" autocomplete="off" /></label>
      <p class="bad" role="alert">${state.trouble}</p>
      <div class="actions">
        <button type="button" onClick=${() => close()}>${t("Back")}</button>
        <button class="main" disabled=${state.isBusy}>${t("Keep")}</button>
      </div>
    </form>
  `;
}
