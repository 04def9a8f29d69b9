// A quote that does not hold any more: what changed, and whether to order all the same.

import { clock, money, words } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, openDialog } from "../kernel/ui.js";

/** @param {{ problem: any, close: (answer?: string) => void }} props */
function Difference({ problem, close }) {
  const say = (minor) => (minor === null ? t("gone") : money(minor, problem.currency));
  return html`
    <form method="dialog" onSubmit=${() => close(problem.quote_id)}>
      <h2>${t("Something changed meanwhile")}</h2>
      <table>
        <caption class="unseen">${t("What changed")}</caption>
        <thead><tr><th scope="col">${t("What")}</th><th scope="col" class="number">${t("was")}</th><th scope="col" class="number">${t("is")}</th></tr></thead>
        <tbody>
          ${problem.lines.map((line) => html`<tr key=${line.number}><td>${line.name}${line.corrections?.map(({ message }) => html`<br /><small>${message}</small>`)}</td><td class="number">${say(line.was)}</td><td class="number">${say(line.now)}</td></tr>`)}
          <tr><th scope="row">${t("Total")}</th><td class="number">${say(problem.was)}</td><td class="number"><b>${say(problem.now)}</b></td></tr>
        </tbody>
      </table>
      ${Object.keys(problem.deals?.lost ?? {}).map((code) => html`<p key=${code}>${t("The deal {code} does not count any more.", { code })}</p>`)}
      ${problem.promise?.now && html`<p>${t("It comes between {first} and {last} now.", { first: clock(problem.promise.now[0]), last: clock(problem.promise.now[1]) })}</p>`}
      <div class="actions">
        <button type="button" onClick=${() => close()}>${t("Back")}</button>
        <button class="main">${t("Order for {amount}", { amount: say(problem.now) })}</button>
      </div>
    </form>
  `;
}

/**
 * Asks whether to order by the fresh quote that came with a refusal; resolves with its id, or undefined.
 * @param {any} error
 * @param {string} currency
 * @returns {Promise<string | undefined>}
 */
export async function askAbout(error, currency) {
  const problem = error.problem ?? {};
  if (problem.code !== "quote-changed" || !problem.quote_id) {
    if (problem.reason) error.message = `${error.message} (${words(problem.reason)})`;
    return undefined;
  }
  const told = { currency, ...problem };
  return openDialog((close) => html`<${Difference} problem=${told} close=${close} />`);
}
