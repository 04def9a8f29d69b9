// What loyalty points buy at the checkout: deals of the menu that cost points, for whoever is signed in.

import { call } from "../kernel/api.js";
import { count } from "../kernel/format.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { unusedDeal } from "./deals.js";
import { orderDraft } from "./order_draft.js";

/** One's points; null for who has none to spend. @returns {number | null} */
function useBalance() {
  const [balance, setBalance] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    if (isSignedIn())
      call("/points").then(
        ({ balance: points }) => setBalance(points > 0 ? points : null),
        () => {},
      );
  }, []);
  return balance;
}

/** @param {{ catalogue: import("./catalogue.js").Catalogue, codes: string[], quote: any }} props */
export function Rewards({ catalogue, codes, quote }) {
  const balance = useBalance();
  const { deals, unorderable } = catalogue.menu;
  const rewards = deals.filter(({ code, points }) => points && !unorderable.deals.includes(code));
  if (balance === null || !rewards.length) return "";
  const spent = rewards.reduce((sum, { code, points }) => (codes.includes(code) ? sum + points : sum), 0);
  const toggle = (code) =>
    orderDraft.set({ codes: codes.includes(code) ? codes.filter((one) => one !== code) : [...codes, code] });
  return html`
    <fieldset class="pick card rewards">
      <legend>${t("Your points")}</legend>
      <p class="soft">${t("You have {points}.", { points: count(balance) })}</p>
      ${rewards.map(({ code, name, points }) => {
        const isChosen = codes.includes(code);
        const why = isChosen && quote?.unused_deals[code];
        return html`
          <label key=${code} class="choice"><input type="checkbox" checked=${isChosen} disabled=${!isChosen && points > balance - spent} onChange=${() => toggle(code)} />
            ${name} <b>${t("{points} points", { points: count(points) })}</b></label>
          ${why && html`<p class="soft" role="status">${unusedDeal(name, why)} ${t("No points are spent on it.")}</p>`}
        `;
      })}
    </fieldset>
  `;
}
