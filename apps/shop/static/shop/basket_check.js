// What the platform says of the basket: a quote, or what has to be put right before there is one.

import { isOffline, postPublic, reasonOf } from "../kernel/api.js";
import { parts, t } from "../kernel/texts.js";
import { html, useEffect, useRef, useState } from "../kernel/ui.js";
import { asCustomer } from "./customer.js";
import { askedDeals } from "./deals.js";
import { asked, destination, orderDraft } from "./order_draft.js";
import { useReconnects } from "./reconnects.js";

const PAUSE_MS = 200;

/**
 * @typedef {object} Checked
 * @property {any} quote
 * @property {any} menu the lines as the menu sells them, where there is no quote
 * @property {any} check `POST /orders/validate`, where lines have to be put right
 * @property {any} refusal why there is no quote
 * @property {boolean} isAsking
 */
/** @type {Checked} */
const UNKNOWN = { quote: null, menu: null, check: null, refusal: null, isAsking: true };

/** @param {import("./catalogue.js").Catalogue} catalogue @param {object} [more] */
export const quoteRequest = (catalogue, more = {}) => ({
  ...destination(),
  lines: orderDraft.value.lines.map(asked),
  deals: askedDeals(catalogue),
  ...(orderDraft.value.service === "DELIVERY" && orderDraft.value.tip && { tip: orderDraft.value.tip }),
  ...(orderDraft.value.when && { when: orderDraft.value.when }),
  ...more,
});

/** @param {import("./catalogue.js").Catalogue} catalogue @param {any} refusal @returns {Promise<Checked>} */
async function withoutQuote(catalogue, refusal) {
  const { store, service, lines } = orderDraft.value;
  const basket = { lines: lines.map(asked), deals: askedDeals(catalogue), ...(service && { service }) };
  const menu = await postPublic(`/stores/${store}/menu/basket`, basket);
  const isRefused = refusal.problem?.code === "basket-refused";
  const check = isRefused ? await asCustomer("/orders/validate", quoteRequest(catalogue)) : null;
  return { quote: null, menu, check, refusal, isAsking: false };
}

/** @param {import("./catalogue.js").Catalogue} catalogue @returns {Promise<Checked>} */
async function checked(catalogue) {
  try {
    const quote = await asCustomer("/orders/price", quoteRequest(catalogue));
    return { quote, menu: null, check: null, refusal: null, isAsking: false };
  } catch (error) {
    if (isOffline(error)) return { ...UNKNOWN, refusal: error, isAsking: false };
    return withoutQuote(catalogue, error);
  }
}

/**
 * The basket as it would be ordered now; asked again when it or the menu changes, the last answer stays meanwhile.
 * @param {import("./catalogue.js").Catalogue | null} catalogue
 * @param {import("./order_draft.js").OrderDraft} held
 * @returns {Checked}
 */
export function useCheck(catalogue, { lines, service, address, store, codes, tip, when }) {
  const [answer, setAnswer] = useState(UNKNOWN);
  const number = useRef(0);
  const reconnects = useReconnects();
  const state = JSON.stringify([lines, service, address, store, codes, tip, when]);
  useEffect(() => {
    if (!catalogue || !lines.length) return;
    const mine = ++number.current;
    setAnswer((old) => ({ ...old, isAsking: true }));
    const ask = () =>
      checked(catalogue).then(
        (found) => mine === number.current && setAnswer(found),
        (error) => mine === number.current && setAnswer({ ...UNKNOWN, refusal: error, isAsking: false }),
      );
    const timer = setTimeout(ask, mine === 1 ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [state, catalogue, reconnects]);
  return answer;
}

/** Why there is no quote, and what to do. @param {{ refusal: any, money: (minor: number) => string }} props */
export function Refusal({ refusal, money }) {
  const { code, minimum, missing } = refusal.problem ?? {};
  if (code === "basket-refused") return null;
  if (code === "below-minimum")
    return html`
      <div class="minimum">
        <p>${parts("Add {amount} more: we bring orders from {minimum} to your door.", { amount: html`<b>${money(missing)}</b>`, minimum: money(minimum) })}</p>
        <progress max=${minimum} value=${minimum - missing} aria-label=${t("Towards the least order")}></progress>
      </div>
    `;
  if (["store-closed", "zone-closed", "slot-not-offered", "slot-full"].includes(code))
    return html`<p class="notice">${refusal.message} ${t("You can order for later: choose a time at the checkout.")}</p>`;
  return html`<p class="bad">${reasonOf(refusal)}</p>`;
}
