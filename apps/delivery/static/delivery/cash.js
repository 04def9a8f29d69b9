// The courier's cash: what is carried, and the count before going home.

import { minorUnits, money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";

/** @param {number} amount @param {string | undefined} currency */
export const carried = (amount, currency) =>
  amount && currency ? t("Cash {amount}", { amount: money(amount, currency) }) : "";

/** @param {{ count: any, actions: any }} props `count`: what was counted so far; what the platform expects is not shown: who knows it need not count */
export function CashCount({ count, actions }) {
  const [text, setText] = useState("");
  const counted = minorUnits(text, count.currency);
  const submit = (event) => {
    event.preventDefault();
    actions.count(counted);
  };
  return html`
    <article id="cash-count" class="card now">
      <h2>${t("Count your cash")}</h2>
      ${count.counted !== null && html`<p class="due">${t("You counted {amount}, which does not agree: count again, or have your manager explain it.", { amount: money(count.counted, count.currency) })}</p>`}
      <form class="work-form" onSubmit=${submit}>
        <input class="pin" id="pin-cash" inputmode="decimal" autocomplete="off" aria-label=${t("Counted cash")} value=${text} onInput=${(event) => setText(event.target.value)} />
        <button class="go" disabled=${counted === null}>${t("Hand in")}</button>
      </form>
    </article>
  `;
}
