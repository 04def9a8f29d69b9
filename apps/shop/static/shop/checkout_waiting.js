// An order that was sent, its answer not known yet: it is sent again as it was, or nobody can tell any more.

import { dateTime } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useRef } from "../kernel/ui.js";
import { orderDraft } from "./order_draft.js";
import { isWaiting, resend } from "./place_order.js";

/** @typedef {import("./order_draft.js").Attempt} Attempt */

const AGAIN_MS = 4000;

/** Sends it until it is answered, one time after the other. @param {string} key @param {(error: any) => void} onRefusal */
function useResending(key, onRefusal) {
  const again = useRef(() => {});
  useEffect(() => {
    let isSending = false;
    let isOver = false;
    again.current = async () => {
      if (isSending || isOver) return;
      isSending = true;
      try {
        await resend(key);
        isOver = true; // the page is being left: asking again would begin that anew
      } catch (error) {
        if (!isWaiting(key) && !isOver) onRefusal(error);
      }
      isSending = false;
    };
    const run = () => again.current();
    const timer = setInterval(run, AGAIN_MS);
    addEventListener("online", run);
    run();
    return () => {
      isOver = true;
      clearInterval(timer);
      removeEventListener("online", run);
    };
  }, [key]);
  return () => again.current();
}

/** @param {{ attempt: Attempt, onRefusal: (error: any) => void }} props */
export function Waiting({ attempt, onRefusal }) {
  const again = useResending(attempt.key, onRefusal);
  return html`
    <div class="card waiting" role="status">
      <h2>${t("Your order is on its way to us")}</h2>
      <p>${t("The connection is slow or gone. We send it again, the same order, until we have an answer: nothing is ordered or paid twice.")}</p>
      <button type="button" onClick=${again}>${t("Try now")}</button>
    </div>
  `;
}

/** @param {{ attempt: Attempt, store: any }} props */
export const Unknown = ({ attempt, store }) => html`
  <div class="card waiting" role="status">
    <h2>${t("We cannot tell whether your order arrived")}</h2>
    <p>${t("You sent it at {time}, no answer came, and it can no longer be looked up from here. If it arrived, you have a confirmation by mail. Please ask the store before you order again.", { time: dateTime(attempt.at) })}${store?.phone && html` <a href=${`tel:${store.phone}`}>${store.phone}</a>`}</p>
    <button type="button" onClick=${() => orderDraft.set({ attempt: null })}>${t("It did not arrive: order again")}</button>
  </div>
`;
