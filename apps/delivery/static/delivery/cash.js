// The courier's cash: what is carried, and the count before going home.

import { minorUnits, money } from "../kernel/format.js";
import { html, useState } from "../kernel/ui.js";

/** @param {number} amount @param {string | undefined} currency */
export const carried = (amount, currency) => (amount && currency ? `Cash ${money(amount, currency)}` : "");

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
      <h2>Count your cash</h2>
      ${count.counted !== null && html`<p class="due">You counted ${money(count.counted, count.currency)}, which does not agree: count again, or have your manager explain it.</p>`}
      <form class="work-form" onSubmit=${submit}>
        <input class="pin" id="pin-cash" inputmode="decimal" autocomplete="off" aria-label="Counted cash" value=${text} onInput=${(event) => setText(event.target.value)} />
        <button class="go" disabled=${counted === null}>Hand in</button>
      </form>
    </article>
  `;
}
