// What couriers earned and handed in, and what stores owe their chain, by the ledger's business days.

import { call } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { save } from "../kernel/file_download.js";
import { isoDay, money, quantity } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html, Table } from "../kernel/ui.js";
import { courierNames } from "./courier_names.js";

const WEEK_MS = 6 * 86_400_000;

/** @param {{ rows: any[], names: Map<string, string>, query: URLSearchParams }} props */
function Couriers({ rows, names, query }) {
  const amount = (name) => (row) => money(row[name], row.currency);
  const columns = [
    [t("Courier"), (row) => names.get(row.courier_id) ?? t("a courier no longer known")],
    [t("Deliveries"), amount("deliveries"), true],
    [t("Hours"), amount("hours"), true],
    [t("Tips"), amount("tips"), true],
    [t("To be paid"), amount("payable"), true],
    [t("Cash handed in"), amount("cash_handed_in"), true],
    [t("Cash difference"), amount("cash_difference"), true],
  ];
  const file = `payout-${query.get("first")}-${query.get("last")}.csv`;
  return html`
    <section id="couriers" aria-label=${t("Couriers")}>
      <p class="files"><button type="button" onClick=${() => save(`/payments/payout?${query}`, file)}>${t("Payout as CSV")}</button></p>
      <div class="figures"><${Table} caption=${t("What couriers get, and the cash they handed in")} rows=${rows} keyOf=${(row) => row.courier_id + row.currency} columns=${columns} /></div>
      ${rows.length === 0 && html`<p class="nothing">${t("nothing")}</p>`}
    </section>
  `;
}

/** @param {{ rows: any[], store: any }} props */
function Royalties({ rows, store }) {
  const amount = (name) => (row) => money(row[name], row.currency);
  const columns = [
    [t("Store"), () => store.name],
    [t("Net sales"), amount("net_sales"), true],
    [t("Refunds"), amount("refunds"), true],
    [t("Reckoned of"), amount("base"), true],
    [t("Share"), (row) => `${quantity(row.percent)} %`, true],
    [t("Royalty"), amount("royalty"), true],
  ];
  return html`
    <section id="royalties" aria-label=${t("Royalty")}>
      <div class="figures"><${Table} caption=${t("What the store owes its chain")} rows=${rows} keyOf=${(row) => row.currency} columns=${columns} /></div>
      ${rows.length === 0 && html`<p class="nothing">${t("nothing")}</p>`}
    </section>
  `;
}

/** @param {any} store */
async function draw(store) {
  const query = new URLSearchParams({ first: at("#first").value, last: at("#last").value, store: store.id });
  const [couriers, royalties, names] = await Promise.all([
    call(`/payments/courier-statements?${query}`),
    call(`/payments/royalties?${query}`),
    courierNames(store.id),
  ]);
  mount(
    "#main",
    html`<${Couriers} rows=${couriers.results} names=${names} query=${query} /><${Royalties} rows=${royalties.results} store=${store} />`,
  );
}

start(async () => {
  const again = () => {
    tell();
    return draw(store).catch(tell);
  };
  let store = await pickStore({
    onChange: (chosen) => {
      store = chosen;
      again();
    },
  });
  at("#last").value = isoDay(Date.now(), store.timezone);
  at("#first").value = isoDay(Date.now() - WEEK_MS, store.timezone);
  for (const name of ["#first", "#last"])
    at(name).addEventListener("change", () => at(name).reportValidity() && again());
  await draw(store);
});
