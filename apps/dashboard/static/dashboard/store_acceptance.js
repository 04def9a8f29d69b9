// Which orders the store takes without a touch.

import { patch } from "../kernel/api.js";
import { digits } from "../kernel/currencies.js";
import { minorUnits } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, toast, useState } from "../kernel/ui.js";

const short = (time) => time.slice(0, 5);

/** @param {{ settings: any, store: any, run: import("./store.js").Run }} props */
export function Acceptance({ settings, store, run }) {
  const rule = settings.auto_accept;
  const [isOn, turn] = useState(rule !== null);
  /** @param {SubmitEvent} event */
  const save = (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const most = String(form.get("up_to") ?? "").trim();
    const up_to = most ? minorUnits(most, store.currency) : null;
    if (most && up_to === null) return toast(t("Write an amount like 15.90."));
    const wanted = {
      starts: String(form.get("starts")),
      ends: String(form.get("ends")),
      up_to,
      known_only: form.has("known_only"),
    };
    run(() => patch(`/stores/${store.id}/settings`, { auto_accept: isOn ? wanted : null }), t("The rule is set."));
  };
  const most = rule?.up_to == null ? "" : (rule.up_to / 10 ** digits(store.currency)).toFixed(digits(store.currency));
  return html`
    <section class="card" id="acceptance">
      <h2 class="heading">${t("Accepting orders")}</h2>
      <form onSubmit=${save}>
        <label><input type="checkbox" name="is_on" checked=${isOn} onChange=${(event) => turn(event.target.checked)} /> ${t("Orders are accepted by themselves")}</label>
        ${
          isOn &&
          html`
          <label>${t("From")} <input name="starts" type="time" required value=${short(rule?.starts ?? "00:00")} /></label>
          <label>${t("Until")} <input name="ends" type="time" required value=${short(rule?.ends ?? "00:00")} /></label>
          <label>${t("Up to, {currency}", { currency: store.currency })} <input name="up_to" inputmode="decimal" size="8" autocomplete="off" value=${most} /></label>
          <label><input type="checkbox" name="known_only" checked=${rule?.known_only ?? false} /> ${t("Only of customers who had food before")}</label>
        `
        }
        <button>${t("Set the rule")}</button>
      </form>
      <p class="soft">${isOn ? t("Equal times are the whole day; without an amount any is accepted. All others wait for a person.") : t("A person accepts every order. One that nobody answers is offered to its customer at the next store.")}</p>
    </section>
  `;
}
