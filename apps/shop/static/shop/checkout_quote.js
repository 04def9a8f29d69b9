// The quote of the checkout: asked for anew when the time, the way to pay or the menu changes, and before it runs out.

import { useEffect, useRef, useState } from "../kernel/ui.js";
import { quoteRequest } from "./basket_check.js";
import { asCustomer } from "./customer.js";
import { useReconnects } from "./reconnects.js";

const BEFORE_END_MS = 60_000;

/**
 * @param {import("./catalogue.js").Catalogue | null} catalogue
 * @param {import("./order_draft.js").OrderDraft} held
 * @param {boolean} isCash
 * @returns {{ quote: any, isCurrent: boolean, refusal: any, ask: () => void }} `isCurrent`: it is of what is wanted now
 */
export function useQuote(catalogue, { lines, service, address, when, tip, codes, store }, isCash) {
  const [answer, setAnswer] = useState({
    quote: /** @type {any} */ (null),
    refusal: /** @type {any} */ (null),
    of: "",
  });
  const [turn, setTurn] = useState(0);
  const number = useRef(0);
  const reconnects = useReconnects();
  const wanted = JSON.stringify([lines, service, address, when, tip, codes, store, isCash]);
  useEffect(() => {
    if (!catalogue || !lines.length) return;
    const mine = ++number.current;
    asCustomer("/orders/price", quoteRequest(catalogue, isCash ? { in_cash: true } : {})).then(
      (quote) => mine === number.current && setAnswer({ quote, refusal: null, of: wanted }),
      (refusal) => mine === number.current && setAnswer({ quote: null, refusal, of: wanted }),
    );
  }, [wanted, turn, catalogue, reconnects]);
  const { quote } = answer;
  useEffect(() => {
    if (!quote) return;
    const left = Date.parse(quote.expires_at) - Date.now() - BEFORE_END_MS;
    const timer = setTimeout(() => setTurn((old) => old + 1), Math.max(left, BEFORE_END_MS));
    return () => clearTimeout(timer);
  }, [quote?.id]);
  return { ...answer, isCurrent: quote !== null && answer.of === wanted, ask: () => setTurn((old) => old + 1) };
}
