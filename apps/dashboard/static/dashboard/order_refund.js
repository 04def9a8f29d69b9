// Money back for lines of an order; above the market's limit another person has to agree.

import { call } from "../kernel/api.js";
import { tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, toast, useRef, useState } from "../kernel/ui.js";

/** @param {any} order */
const given = (order) => {
  const counts = new Map();
  for (const refund of order.refunds.filter((one) => one.status !== "REFUSED")) {
    for (const line of refund.lines) counts.set(line.number, (counts.get(line.number) ?? 0) + line.quantity);
  }
  return counts;
};

/** @param {{ order: any, onDone: () => Promise<any> }} props */
export function RefundForm({ order, onDone }) {
  const [isBusy, setBusy] = useState(false);
  const key = useRef(crypto.randomUUID());
  const back = given(order);
  const left = order.lines
    .map((line) => ({ ...line, left: line.quantity - (back.get(line.number) ?? 0) }))
    .filter((line) => line.left > 0);
  const submit = async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    const lines = left
      .map((line) => ({ number: line.number, quantity: Number(fields.get(`line-${line.number}`)) }))
      .filter((line) => line.quantity > 0);
    if (!lines.length) return tell(t("Say of which lines the money goes back."));
    setBusy(true);
    tell();
    try {
      await call(`/orders/${order.id}/refunds`, { lines, reason: String(fields.get("reason")) }, key.current);
      key.current = crypto.randomUUID();
      toast(t("Asked for. What is above the limit waits on the money page for a second person."));
      await onDone();
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  if (!left.length) return html`<p>${t("Everything went back.")}</p>`;
  return html`
    <form class="refund" onSubmit=${submit}>
      <h3>${t("Money back")}</h3>
      ${left.map((line) => html`<label key=${line.number}>${line.name} <input type="number" name=${`line-${line.number}`} min="0" max=${line.left} defaultValue="0" required /></label>`)}
      <label class="line">${t("Why")} <input name="reason" required maxlength="200" autocomplete="off" /></label>
      <button disabled=${isBusy}>${t("Give money back")}</button>
    </form>
  `;
}
