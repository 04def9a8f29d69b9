// A tip after the hand-over, by whoever ordered: for the courier who brought it, once or more, for a week.

import { minorUnits, money } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useRef, useState } from "../kernel/ui.js";
import { cardToken } from "../payments/card.js";
import { refusalOf } from "../payments/declines.js";
import { forgetPendingPayment, keepPendingPayment, pendingPayment } from "../payments/pending_payment.js";
import { CardChoices, useWays, wayOf } from "../shop/checkout_pay.js";
import { asCustomer } from "../shop/customer.js";

/** @param {{ offer: any, chosen: string, choose: (amount: string) => void }} props */
const Amounts = ({ offer, chosen, choose }) => html`
  <fieldset><legend>${t("How much")}</legend>
    ${[...offer.amounts.map(String), ""].map(
      (amount) =>
        html`<label class="choice" key=${amount}><input type="radio" name="amount" value=${amount} checked=${chosen === amount} onChange=${() => choose(amount)} required /> ${amount ? money(Number(amount), offer.currency) : t("Another amount")}</label>`,
    )}
    ${chosen === "" && html`<label>${t("up to {amount}", { amount: money(offer.most, offer.currency) })} <input name="other" inputmode="decimal" required maxlength="12" autocomplete="off" /></label>`}
  </fieldset>
`;

/** @param {{ offer: any, path: string, token: string, onPaid: () => Promise<void> }} props */
function Form({ offer, path, token, onPaid }) {
  const ways = useWays();
  const [way, setWay] = useState("");
  const [chosen, choose] = useState(/** @type {any} */ (null));
  const [state, setState] = useState({ isBusy: false, told: "" });
  const key = useRef(crypto.randomUUID());
  if (!ways) return null;
  const by = wayOf(ways, way);
  if (by === "cash") return html`<p>${t("Cards cannot be taken at the moment.")}</p>`;
  /** @param {HTMLFormElement} form */
  const give = async (form) => {
    const fields = new FormData(form);
    const amount = Number(fields.get("amount")) || minorUnits(String(fields.get("other") ?? ""), offer.currency) || 0;
    const card = by === "card" ? { token: await cardToken(ways, form) } : { saved: by };
    if (by === "card" && !card.token) return;
    const tip = await asCustomer(path, { amount, ...card }, key.current);
    key.current = crypto.randomUUID();
    if (!tip.next_action) return onPaid();
    keepPendingPayment({ token, payment: "", tip: tip.id });
    location.assign(tip.next_action.url);
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    setState({ isBusy: true, told: "" });
    let told = "";
    try {
      await give(/** @type {HTMLFormElement} */ (event.target));
    } catch (error) {
      told = error.problem?.errors?.[0]?.message ?? refusalOf(error);
      if (error.status && error.status < 500) key.current = crypto.randomUUID(); // refused: the next try is another one
    }
    setState({ isBusy: false, told });
  };
  return html`
    <form class="pay" onSubmit=${submit}>
      <${Amounts} offer=${offer} chosen=${chosen} choose=${choose} />
      ${chosen !== null && html`<${CardChoices} ways=${ways} chosen=${by} onWay=${setWay} />`}
      <p role="alert">${state.told}</p>
      <button class="main" disabled=${state.isBusy || chosen === null}>${state.isBusy ? t("One moment …") : t("Give it")}</button>
    </form>
  `;
}

/** @param {{ own: any, token: string }} props */
export function Tip({ own, token }) {
  const path = `/payments/tips/${own.id}`;
  const [offer, setOffer] = useState(/** @type {any} */ (null));
  const [told, tell] = useState("");
  const [isMore, setMore] = useState(false);
  const load = () => asCustomer(path).then(setOffer, () => {});
  const thank = async () => {
    setMore(false);
    tell("");
    await load();
  };
  // Whoever comes back from their bank hears what became of it.
  const back = async () => {
    const kept = pendingPayment();
    if (kept?.token === token && kept.tip) {
      forgetPendingPayment();
      const tip = await asCustomer(`${path}/${kept.tip}/confirm`, {}).catch((error) => tell(refusalOf(error)));
      if (tip?.next_action) tell(t("Your bank has not agreed yet."));
    }
    await load();
  };
  useEffect(() => {
    back();
  }, []);
  const paid = offer?.tips.filter(({ status }) => status === "PAID").reduce((sum, { amount }) => sum + amount, 0);
  if (!offer || !(offer.most || paid)) return null;
  return html`
    <section id="tip" class="part">
      <h2>${t("A tip for your courier")}</h2>
      <p role="status">${paid > 0 && t("Thank you! Your courier has got {amount} from you.", { amount: money(paid, offer.currency) })}</p>
      <p role="alert">${told}</p>
      ${
        offer.most > 0 &&
        (paid && !isMore
          ? html`<button type="button" onClick=${() => setMore(true)}>${t("Give more")}</button>`
          : html`<${Form} offer=${offer} path=${path} token=${token} onPaid=${thank} />`)
      }
    </section>
  `;
}
