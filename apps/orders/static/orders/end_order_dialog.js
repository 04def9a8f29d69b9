// What is asked before the kitchen ends an order: why, and what becomes of the money.

import { call } from "../kernel/api.js";
import { money, orderNumber } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { html, openDialog } from "../kernel/ui.js";

const WORDS = table({
  store: "It is our doing",
  customer: "It is the customer's doing",
  goodwill: "Theirs, the food as goodwill",
});

/** @param {any} outcome */
const nameOf = (outcome) => WORDS[outcome.grant_food ? "goodwill" : outcome.fault];

/** @param {any} outcome @param {string} currency */
function told(outcome, currency) {
  const [back, kept] = [money(outcome.refund, currency), money(outcome.kept, currency)];
  return outcome.kept
    ? t("{back} go back to the customer, {kept} are kept.", { back, kept })
    : t("All of it goes back to the customer: {back}.", { back });
}

/** @param {{ outcomes: any[], currency: string }} props */
function Outcomes({ outcomes, currency }) {
  if (outcomes.length === 1) return html`<p class="money">${told(outcomes[0], currency)}</p>`;
  return html`
    <fieldset class="money">
      <legend>${t("What becomes of the money")}</legend>
      ${outcomes.map(
        (outcome, index) => html`
          <label key=${index}>
            <input type="radio" name="outcome" value=${index} defaultChecked=${index === 0} />
            ${" "}${nameOf(outcome)}: ${told(outcome, currency)}
          </label>
        `,
      )}
    </fieldset>
  `;
}

/** @type {Record<string, { title: (number: string) => string, label: string, action: string }>} */
const QUESTIONS = {
  reject: {
    title: (number) => t("Reject order {number}?", { number }),
    label: t("Why is it rejected? The customer reads it"),
    action: t("Reject the order"),
  },
  cancel: {
    title: (number) => t("Cancel order {number}?", { number }),
    label: t("Why is it cancelled? The customer reads it"),
    action: t("Cancel the order"),
  },
};

/**
 * Asks why, and says what comes back; what is to be sent with the action, or null where nothing is to be done.
 * @param {any} order
 * @param {"reject" | "cancel"} action
 * @returns {Promise<object | null>}
 */
export async function askForEnding(order, action) {
  const { currency, total, cancellation } = await call(`/orders/${order.id}`);
  const all = [{ fault: "store", grant_food: false, refund: total, kept: 0 }];
  const outcomes = (action === "cancel" && cancellation?.outcomes) || all;
  const { title, label, action: verb } = QUESTIONS[action];
  const needsReason = action === "reject" || !["PLACED", "ACCEPTED"].includes(order.status);
  const submit = (event, close) => {
    event.preventDefault();
    const answers = new FormData(event.target);
    const { fault, grant_food } = outcomes[Number(answers.get("outcome") ?? 0)];
    close({ reason: answers.get("reason"), ...(action === "cancel" && { fault, grant_food }) });
  };
  const answer = await openDialog(
    (close) => html`
      <form onSubmit=${(event) => submit(event, close)}>
        <h2>${title(orderNumber(order.number))}</h2>
        <label>${label} <input name="reason" maxlength="500" required=${needsReason} autocomplete="off" autofocus /></label>
        <${Outcomes} outcomes=${outcomes} currency=${currency} />
        <div class="actions">
          <button type="button" onClick=${() => close()}>${t("Back, keep the order")}</button>
          <button class="main danger">${verb}</button>
        </div>
      </form>
    `,
  );
  return answer ?? null;
}
