// One complaint: what was wrong, what was given for it, and support's decision where a person has to take one.

import { call } from "../kernel/api.js";
import { digits } from "../kernel/currencies.js";
import { dateTime, minorUnits, money, orderNumber, words } from "../kernel/format.js";
import { claims } from "../kernel/session.js";
import { t, table } from "../kernel/texts.js";
import { confirm, html, toast } from "../kernel/ui.js";
import { Photo } from "./shown_photo.js";

const STATES = table({ CREDITED: "credited", OPEN: "waits for support", DECLINED: "declined" });
const decides = () => claims().roles.some((role) => ["support", "admin"].includes(role));

/** @param {{ row: any, run: import("./reviews.js").Run }} props */
function Decision({ row, run }) {
  const path = `/complaints/${row.id}/decision`;
  const grant = (event) => {
    event.preventDefault();
    const amount = minorUnits(String(new FormData(event.target).get("amount")), row.currency);
    if (!amount) return toast(t("Write an amount like 15.90."));
    return run(() => call(path, { amount }), t("Credited."));
  };
  const decline = async () => {
    const text = t("The customer gets nothing for it; the page of their order says so.");
    if (await confirm({ title: t("Decline this complaint?"), text, action: t("Decline"), isDangerous: true }))
      await run(() => call(path, { amount: 0 }), t("Declined."));
  };
  const places = digits(row.currency);
  return html`
    <form onSubmit=${grant}>
      <label>${t("Store credit, {currency}", { currency: row.currency })} <input name="amount" inputmode="decimal" size="8" required autocomplete="off" defaultValue=${(row.suggested / 10 ** places).toFixed(places)} /></label>
      <button class="main">${t("Give credit")}</button>
      <button type="button" onClick=${decline}>${t("Decline")}</button>
    </form>
  `;
}

/** @param {{ row: any, store: any, run: import("./reviews.js").Run }} props */
export const Complaint = ({ row, store, run }) => html`
  <article class="card" data-complaint=${row.id}>
    <b><a href=${`/board/orders/${row.order_id}`}>${orderNumber(row.number)}</a> ${words(row.matter)} · ${STATES[row.state]}${row.amount > 0 && ` ${money(row.amount, row.currency)}`}</b>
    <p class="soft">${dateTime(row.made_at, store.timezone)} · ${t("lines {lines}", { lines: row.lines.join(", ") })}</p>
    ${row.words && html`<blockquote>${row.words}</blockquote>`}
    ${row.why && html`<p>${t("No rule decides: {why}", { why: words(row.why) })}</p>`}
    ${row.has_photo && html`<${Photo} path=${`/complaints/${row.id}/photo`} />`}
    ${row.state === "OPEN" && decides() && html`<${Decision} row=${row} run=${run} />`}
  </article>
`;
