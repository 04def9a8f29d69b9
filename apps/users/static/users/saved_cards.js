// The cards that the account keeps for later orders: those there are, another one, and taking one away.

import { askPublic, call, reasonOf, remove } from "../kernel/api.js";
import { mount, tell } from "../kernel/page.js";
import { claims } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { confirm, html, toast, useRef, useState } from "../kernel/ui.js";
import { Card, cardToken, takesCards } from "../payments/card.js";
import { forgetPendingPayment, keepPendingPayment, pendingPayment } from "../payments/pending_payment.js";

/** @param {any} card */
const nameOf = ({ brand, last4 }) => t("{brand} ending in {digits}", { brand, digits: last4 });

/** @param {any} card */
async function drop(card) {
  if (!(await confirm({ title: t("Remove this card?"), text: nameOf(card), action: t("Remove") }))) return;
  try {
    await remove(`/payments/methods/${card.id}`);
    toast(t("Removed."));
    await showCards();
  } catch (error) {
    tell(error);
  }
}

/** @param {{ card: any }} props */
const Saved = ({ card }) => html`
  <li>
    <div>${nameOf(card)}<small>${card.expires && t("until {month}", { month: card.expires })}</small></div>
    <button type="button" aria-label=${t("Remove {what}", { what: nameOf(card) })} onClick=${() => drop(card)}>${t("Remove")}</button>
  </li>
`;

/** @param {{ entry: any }} props */
function Add({ entry }) {
  const [state, setState] = useState({ isBusy: false, told: "" });
  const key = useRef(crypto.randomUUID());
  const add = async (form) => {
    const token = await cardToken(entry, form);
    if (!token) return;
    const card = await call("/payments/methods", { token }, key.current);
    key.current = crypto.randomUUID();
    if (card.next_action?.url) {
      keepPendingPayment({ token: "", payment: "", card: card.id });
      location.assign(card.next_action.url);
      return;
    }
    toast(t("Your card is kept."));
    await showCards();
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    setState({ isBusy: true, told: "" });
    let told = "";
    try {
      await add(event.target);
    } catch (error) {
      told = reasonOf(error);
      if (error.status) key.current = crypto.randomUUID(); // it was answered: the next try is another one
    }
    setState({ isBusy: false, told });
  };
  return html`
    <details>
      <summary>${t("Keep another card")}</summary>
      <form onSubmit=${submit}>
        <${Card} entry=${entry} />
        <p role="alert">${state.told}</p>
        <button class="main" disabled=${state.isBusy}>${t("Keep this card")}</button>
      </form>
    </details>
  `;
}

/** Whoever comes back from their bank hears what became of the card. */
async function confirmBegun() {
  const id = pendingPayment()?.card;
  if (!id) return;
  forgetPendingPayment();
  try {
    const card = await call(`/payments/methods/${id}/confirm`, {});
    toast(card.status === "READY" ? t("Your card is kept.") : t("Your bank has not agreed yet."));
  } catch (error) {
    tell(error);
  }
}

/** Reads and shows them, to whoever is a customer. */
export async function showCards() {
  if (!claims().roles.includes("customer")) return;
  await confirmBegun();
  const [cards, entry] = await Promise.all([call("/payments/methods"), askPublic("/payments/card-entry")]);
  const ready = cards.filter(({ status }) => status === "READY");
  mount(
    "#cards",
    html`
      <h2>${t("Your cards")}</h2>
      ${ready.length ? html`<ul class="plain-list">${ready.map((card) => html`<${Saved} key=${card.id} card=${card} />`)}</ul>` : html`<p class="soft">${t("None is kept yet.")}</p>`}
      ${takesCards(entry) && html`<${Add} key=${ready.length} entry=${entry} />`}
    `,
  );
}
