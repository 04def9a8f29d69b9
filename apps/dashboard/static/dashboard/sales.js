// Figures by day as pictures and as a table, from what the API says, for the stores the reader manages.

import { call } from "../kernel/api.js";
import { at, parameter } from "../kernel/dom.js";
import { isoDay, words } from "../kernel/format.js";
import { mount, start, tell } from "../kernel/page.js";
import { pickStore } from "../kernel/stores.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";
import { PERIODS, report, SUBJECTS } from "./reports.js";
import { byDay, Charts, DAY_MS, Figures, Totals } from "./sales_days.js";

const EVERY_MS = 60_000;
const DIVIDED = ["sales", "booked"];

/** @param {string} selector @param {string[]} values */
function fillChoice(selector, values) {
  at(selector).append(...values.map((value) => new Option(String(words(value)), value)));
  const requested = parameter(selector.slice(1));
  if (requested && values.includes(requested)) at(selector).value = requested;
}

/** @param {string} fallback the currency to speak of when nothing was sold */
async function draw(fallback) {
  const [first, last] = [at("#first").value, at("#last").value];
  const [subject, by] = [at("#subject").value, at("#by").value];
  const query = new URLSearchParams({ first, last });
  if (at("#store").value) query.set("store", at("#store").value);
  at("#by").closest("label").hidden = !DIVIDED.includes(subject);
  history.replaceState(null, "", `?${new URLSearchParams({ store: at("#store").value, subject, by })}`);
  if (subject) {
    query.set("by", by);
    mount("#main", await report(subject, query));
    return;
  }
  const { results } = await call(`/dashboard/sales?${query}`);
  const found = [...new Set(results.map((row) => row.currency))];
  const currencies = /** @type {string[]} */ (found.length ? found : [fallback]);
  mount(
    "#main",
    currencies.map((currency) => {
      const days = byDay(
        results.filter((row) => row.currency === currency),
        first,
        last,
      );
      return html`<section key=${currency} aria-label=${t("Sales in {currency}", { currency })}>
      <${Totals} days=${days} currency=${currency} /><${Charts} days=${days} currency=${currency} /><${Figures} days=${days} currency=${currency} />
    </section>`;
    }),
  );
}

start(async () => {
  const again = () => {
    tell();
    return draw(store.currency).catch(tell);
  };
  let store = await pickStore({
    all: t("all of mine"),
    onChange: (chosen) => {
      store = chosen;
      again();
    },
  });
  at("#last").value = isoDay(Date.now(), store.timezone);
  at("#first").value = isoDay(Date.now() - 13 * DAY_MS, store.timezone);
  fillChoice("#subject", SUBJECTS);
  fillChoice("#by", PERIODS);
  for (const name of ["#subject", "#by"]) at(name).addEventListener("change", again);
  setInterval(() => {
    if (!document.hidden && at("#last").value >= isoDay(Date.now(), store.timezone)) draw(store.currency).catch(tell);
  }, EVERY_MS);
  for (const name of ["#first", "#last"])
    at(name).addEventListener("change", () => at(name).reportValidity() && again());
  await draw(store.currency);
});
