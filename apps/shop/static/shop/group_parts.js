// Each pays their part of what a group ordered: who has paid, one's own part, and what the host takes over.

import { reasonOf } from "../kernel/api.js";
import { clock } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { confirm, html, useEffect, useRef, useState, useStore } from "../kernel/ui.js";
import { cardToken } from "../payments/card.js";
import { refusalOf, whyDeclined } from "../payments/declines.js";
import { forgetPendingPayment, keepPendingPayment, pendingPayment } from "../payments/pending_payment.js";
import { CardChoices, useWays, wayOf } from "./checkout_pay.js";
import { asCustomer } from "./customer.js";
import { orderDraft } from "./order_draft.js";

const WAITS = "REQUIRES_ACTION";
const OVER = ["FAILED", "VOIDED"];

/** The parts of the group's order, read again whenever the group changes: null until known. @param {any} group */
function useParts(group) {
  const path = `/payments/parts/${group.order_id}`;
  const [parts, setParts] = useState(/** @type {any} */ (null));
  const [told, tell] = useState("");
  const turns = useRef({ asked: 0, shown: 0 });
  const load = () => {
    const turn = ++turns.current.asked;
    // What was asked before what is shown, and comes late, is outdated.
    const show = (found) => {
      if (turn < turns.current.shown) return;
      turns.current.shown = turn;
      setParts(found);
    };
    return asCustomer(path).then(show, (error) => (error.status === 404 ? show({ own: [] }) : tell(reasonOf(error))));
  };
  useEffect(() => {
    load();
  }, [group]);
  const waiting = parts?.own.find((part) => part.next_action);
  const isBack = useRef(Boolean(pendingPayment()?.group));
  // Whoever comes back from their bank hears what became of it.
  useEffect(() => {
    if (!waiting || !isBack.current) return;
    isBack.current = false;
    forgetPendingPayment();
    asCustomer(`${path}/${waiting.id}/confirm`, {})
      .catch((error) => tell(refusalOf(error)))
      .then(load);
  }, [waiting?.id]);
  return { path, parts, load, told, tell };
}

/** @param {{ parts: any, group: any }} props */
function People({ parts, group }) {
  const nameOf = (id) =>
    id === group.host ? group.host_name : (group.lines.find(({ person }) => person === id)?.name ?? "");
  return html`
    <ul class="plain-list rows" aria-label=${t("Who has paid")}>
      ${parts.people.map(
        ({ person, payer, is_paid: isPaid }) => html`
        <li key=${person}><div><b>${nameOf(person)}</b> ${payer !== person && html`<small class="soft">${t("{name} pays it", { name: nameOf(payer) })}</small>`}</div>
          <span>${isPaid ? t("Has paid") : t("Has not paid yet")}</span></li>
      `,
      )}
    </ul>
  `;
}

/** One's own part, or all that one took over. @param {{ group: any, at: any, sum: (minor: number) => string }} props */
function Own({ group, at, sum }) {
  const { path, parts, load, told, tell } = at;
  const ways = useWays();
  const [chosen, choose] = useState("");
  const [isBusy, setBusy] = useState(false);
  const form = useRef(/** @type {any} */ (null));
  const way = wayOf(ways, chosen);
  const open = parts.own.filter((part) => !part.is_paid);
  if (!open.length) return null;
  const bank = open.find((part) => part.next_action)?.next_action.url;
  const leave = (url) => {
    keepPendingPayment({ token: "", payment: "", group: group.group_token });
    location.assign(url);
  };
  const payAll = async () => {
    for (const part of open) {
      const card = way === "card" ? { token: await cardToken(ways, form.current) } : { saved: way };
      if (way === "card" && !card.token) return;
      const paid = await asCustomer(`${path}/${part.id}`, card);
      if (paid.next_action) return leave(paid.next_action.url);
    }
  };
  /** @param {SubmitEvent} event */
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    tell("");
    await payAll().catch((error) => tell(refusalOf(error)));
    await load();
    setBusy(false);
  };
  const amount = sum(open.reduce((all, part) => all + part.amount, 0));
  return html`
    <form class="card pick pay" id="part" ref=${form} onSubmit=${submit}>
      <h2>${t("Your part: {amount}", { amount })}</h2>
      <p class="soft">${t("With your share of delivery and tip. It is reserved now, and charged once the food is made.")}</p>
      ${bank && html`<p><button type="button" onClick=${() => leave(bank)}>${t("Go on at your bank")}</button></p>`}
      ${ways && html`<${CardChoices} ways=${ways} chosen=${way} onWay=${choose} />`}
      <p class="bad" role="alert">${told || (open[0].failure_code && t("The last card was refused: {why}.", { why: whyDeclined(open[0].failure_code) }))}</p>
      <button class="main wide" disabled=${isBusy || !ways || way === "cash"}>${isBusy ? t("One moment …") : t("Pay {amount}", { amount })}</button>
    </form>
  `;
}

/** @param {{ group: any, at: any, sum: (minor: number) => string }} props */
function TakeOver({ at, sum }) {
  const { path, parts, load, tell } = at;
  const amount = sum(parts.to_take_over);
  const take = async () => {
    const title = t("Pay {amount} for those who have not paid?", { amount });
    if (!(await confirm({ title, action: t("Pay for them") }))) return;
    await asCustomer(`${path}/take-over`, {}).then(load, (error) => tell(reasonOf(error)));
  };
  return html`<p><button type="button" onClick=${take}>${t("Pay for those who have not ({amount})", { amount })}</button></p>`;
}

/** @param {{ group: any, me: string, sum: (minor: number) => string }} props */
export function Parts({ group, me, sum }) {
  const at = useParts(group);
  const { last } = useStore(orderDraft);
  const { parts } = at;
  if (!parts) return html`<p class="soft" role="status">${at.told || t("One moment …")}</p>`;
  if (!parts.people)
    return html`<p class="lead">${t("{name} has ordered, and each pays their part.", { name: group.host_name })}</p>`;
  const follow = group.host === me && last && html` <a href=${`/track/${last.token}`}>${t("Follow it")}</a>`;
  if (OVER.includes(parts.status))
    return html`<p class="lead" role="status">${t("This order is not made: nobody is charged.")}${follow}</p>`;
  const isWaiting = parts.status === WAITS;
  return html`
    <section aria-label=${t("Each pays their part")}>
      <p class="lead" role="status">${isWaiting ? t("Each pays their part until {time}; then the order goes to the store.", { time: clock(group.pay_by) }) : t("All have paid: the order is with the store.")}${follow}</p>
      <${People} parts=${parts} group=${group} />
      ${isWaiting && html`<${Own} group=${group} at=${at} sum=${sum} />`}
      ${parts.to_take_over > 0 && html`<${TakeOver} at=${at} sum=${sum} />`}
    </section>
  `;
}
