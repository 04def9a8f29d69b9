// A quote added up, as the platform says it.

import { money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @type {[string, string][]} */
const ROWS = [
  ["food", t("Food")],
  ["discount", t("Deals")],
  ["delivery_fee", t("Delivery")],
  ["small_order_fee", t("Small order")],
  ["deposit", t("Deposit on bottles")],
  ["tax_added", t("Tax")],
  ["tip", t("Tip for the courier")],
  ["rounding", t("Rounded to coins")],
];

/** @param {{ quote: any }} props */
export function Amounts({ quote: { amounts, currency, service } }) {
  const said = (name) => (name === "discount" ? -amounts.discount : amounts[name]);
  const isShown = (name) =>
    name === "food" || amounts[name] !== 0 || (name === "delivery_fee" && service === "DELIVERY");
  return html`
    <dl class="amounts">
      ${ROWS.filter(([name]) => isShown(name)).map(
        ([name, label]) => html`
        <div key=${name}><dt>${label}</dt><dd>${name === "delivery_fee" && !amounts.delivery_fee ? t("free") : money(said(name), currency)}</dd></div>`,
      )}
      <div class="total"><dt>${t("Total")}</dt><dd>${money(amounts.total, currency)}</dd></div>
      <div class="soft"><dt>${t("of which tax")}</dt><dd>${money(amounts.tax, currency)}</dd></div>
    </dl>
  `;
}
