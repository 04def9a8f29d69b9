// What the tracker shows of an order, part by part.

import { reasonOf } from "../kernel/api.js";
import { addressLine, clock, dateTime, isoDay, money } from "../kernel/format.js";
import { API } from "../kernel/session.js";
import { t, tn } from "../kernel/texts.js";
import { html, useEffect, useNow, useState } from "../kernel/ui.js";
import { Change } from "./track_change.js";
import { Complain } from "./track_complain.js";
import { ChangeOrCancel, mayChange, OrderAgain, useOwn } from "./track_customer.js";
import { Pay } from "./track_pay.js";
import { Pizza } from "./track_pizza.js";
import { Rate } from "./track_rate.js";
import { NextStore, Shortage } from "./track_shortage.js";
import { Talk } from "./track_talk.js";
import { Tip } from "./track_tip.js";
import { CAUSES, ENDS, headline, MONEY, stageName, WHERE_BACK } from "./track_words.js";

/** @typedef {{ order: any, zone: string }} Props */

/** @param {any[]} stages */
const reachedOf = (stages) => stages.map((stage) => Boolean(stage.at)).lastIndexOf(true);

const MAX_MINUTES = 120;

// How long it takes yet, from the middle of the window that was promised.
/** @param {any} order @param {number} now */
function noticeOf(order, now) {
  if (!order.eta_from) return "";
  if (order.is_revising) return t("Your change waits for the payment");
  if (order.pay_until) return "";
  const middle = (Date.parse(order.eta_from) + Date.parse(order.eta_to)) / 2;
  const minutes = Math.max(Math.round((middle - now) / 60000), 1);
  return minutes > MAX_MINUTES ? "" : t("about {minutes} min", { minutes });
}

const COMES_BACK = ["released", "refunded"];

/** @param {{ order: any }} props */
const End = ({ order: { ended, currency, payment_method: method } }) => html`
  <div id="ended">
    <p>${ENDS[ended.cause]}${ended.reason && html` “${ended.reason}”`}</p>
    <p>${MONEY[ended.money](money(ended.amount, currency))} ${COMES_BACK.includes(ended.money) && WHERE_BACK[method]}</p>
  </div>
`;

/** What came back of an order that was handed over, and when. @param {Props} props */
const Refunds = ({ order: { refunds, currency, payment_method: method }, zone }) => html`
  <ul id="refunds" class="plain-list">
    ${refunds.map(({ amount, at, is_done: isDone }) => {
      const said = { amount: money(amount, currency), when: dateTime(at, zone) };
      return html`<li key=${at}>${isDone ? t("{amount} is yours again since {when}.", said) : t("{amount} are on their way back to you since {when}.", said)} ${isDone && WHERE_BACK[method]}</li>`;
    })}
  </ul>
`;

/** @param {Props} props */
export function Head({ order, zone }) {
  const now = useNow(15_000);
  const from = order.eta_from && isoDay(order.eta_from, zone) !== isoDay(now, zone) ? dateTime : clock;
  const window = order.eta_from && `${from(order.eta_from, zone)} – ${clock(order.eta_to, zone)}`;
  const isLate = order.is_delayed && !order.is_final;
  const cause = (order.eta_from && CAUSES[order.eta_cause]) || "";
  return html`
    <header>
      <h1 id="headline">${headline(order)}</h1>
      <p id="window" class=${isLate ? "late" : ""} aria-live="polite">${window && order.is_delayed ? t("Sorry, later than promised: {window}", { window }) : window}</p>
      ${cause && html`<p id="cause" aria-live="polite">${cause}</p>`}
      ${order.pay_until && html`<p id="pay">${t("Please pay {amount} until {time}; then the store gets your order.", { amount: money(order.total, order.currency), time: clock(order.pay_until, zone) })}</p>`}
      ${order.ended && html`<${End} order=${order} />`}
      ${order.refunds.length > 0 && html`<${Refunds} order=${order} zone=${zone} />`}
      <p id="notice" role="status">${noticeOf(order, now)}</p>
    </header>
    ${!order.ended && html`<${Pizza} stages=${order.stages} reached=${reachedOf(order.stages)} />`}
  `;
}

/** @param {Props} props */
function Stages({ order, zone }) {
  const reached = reachedOf(order.stages);
  return html`
    <ol id="stages">
      ${order.stages.map(
        (stage, index) => html`
          <li key=${index} class=${index === reached ? "now" : stage.at ? "done" : ""} aria-current=${index === reached ? "step" : undefined}>
            ${stageName(order, stage.status)}${stage.at && html`<time datetime=${stage.at}>${clock(stage.at, zone)}</time>`}
          </li>
        `,
      )}
    </ol>
  `;
}

/** @param {{ order: any }} props */
function Code({ order }) {
  const code = order.pin || order.collection_code;
  if (!code) return null;
  return html`
    <section id="code">
      <h2>${order.pin ? t("Tell the courier this code") : t("Tell this code at the counter")}</h2>
      <output>${code}</output>
    </section>
  `;
}

/** @param {{ token: string }} props */
const Photo = ({ token }) => html`
  <section id="photo" class="part">
    <h2>${t("Left at your door")}</h2>
    <img src=${`${API}/track/${token}/drop-photo`} alt=${t("What the courier left at your door")} />
  </section>
`;

/** @param {{ order: any, sayHere: (fields: object) => Promise<void> }} props */
function Here({ order, sayHere }) {
  const [refusal, setRefusal] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    try {
      await sayHere(Object.fromEntries(new FormData(event.target)));
      setRefusal("");
    } catch (error) {
      setRefusal(reasonOf(error));
    }
  };
  const where =
    order.check_in &&
    [
      order.check_in.parking_spot && t("spot {spot}", { spot: order.check_in.parking_spot }),
      order.check_in.vehicle,
    ].filter(Boolean);
  const known = order.check_in && t("The store knows: {what}", { what: [t("you are here"), ...where].join(", ") });
  return html`
    <section id="check-in" class="part">
      <h2>${t("At the store already?")}</h2>
      <form onSubmit=${submit}>
        ${
          order.service === "CURBSIDE" &&
          html`
          <label>${t("Parking spot")} <input name="parking_spot" maxlength="40" autocomplete="off" /></label>
          <label>${t("Your car")} <input name="vehicle" maxlength="100" placeholder=${t("red Volvo")} autocomplete="off" /></label>
        `
        }
        <button class="main">${t("I'm here")}</button>
      </form>
      <p role="status">${refusal || known}</p>
    </section>
  `;
}

/** @param {Props} props */
function Road({ order, zone }) {
  const stops = order.stops_before;
  const seen = order.position ? `${t("Courier last seen at {time}.", { time: clock(order.position.at, zone) })} ` : "";
  const before = stops ? tn("{count} stop before yours.", "{count} stops before yours.", stops) : t("You are next.");
  return html`<p id="road" aria-live="polite">${order.status === "OUT_FOR_DELIVERY" ? seen + before : ""}</p>`;
}

/** @param {{ lines: any[] }} props */
const Box = ({ lines }) => html`
  <details id="box" class="part">
    <summary>${t("What is in the box")}</summary>
    <ul id="lines" class="plain-list">
      ${lines.map((line, index) => html`<li key=${index}>${line.quantity} × ${line.name} <small>${line.description}</small></li>`)}
    </ul>
  </details>
`;

/** @param {{ order: any, store: any }} props */
const Facts = ({ order, store }) => html`
  <section id="facts" class="part">
    <p>${t("Total")} <b>${money(order.total, order.currency)}</b></p>
    ${
      store &&
      html`<address>
      ${store.name}, ${addressLine(store.address)}<br />
      <a href=${`tel:${store.phone.replaceAll(" ", "")}`}>${t("Call the store: {phone}", { phone: store.phone })}</a>
    </address>`
    }
  </section>
`;

/** The invoice, and a credit note for what came back. @param {{ order: any, token: string }} props */
function Papers({ order, token }) {
  const [notes, setNotes] = useState(/** @type {any[]} */ ([]));
  const invoice = `${API}/track/${token}/invoice`;
  const backs = order.refunds.filter((back) => back.is_done).length;
  useEffect(() => {
    if (!backs) return;
    fetch(invoice, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : { credit_notes: [] }))
      .then((read) => setNotes(read.credit_notes))
      .catch(() => {});
  }, [backs]);
  return html`<p>
    <a id="invoice" href=${invoice}>${t("Your invoice")}</a>
    ${notes.map((note) => html` · <a key=${note.number} href=${note.pdf_url}>${t("Credit note {number}", { number: note.number })}</a>`)}
  </p>`;
}

/** @param {Props & { token: string, sayHere: (fields: object) => Promise<void>, store: any, ask: () => Promise<void>, take: (order: any) => void }} props */
export function Rest({ order, zone, token, sayHere, store, ask, take }) {
  const own = useOwn(order);
  return html`
  ${order.pay_until && html`<${Pay} order=${order} zone=${zone} token=${token} ask=${ask} />`}
  ${order.shortage && html`<${Shortage} order=${order} zone=${zone} token=${token} take=${take} />`}
  ${order.next_store && html`<${NextStore} order=${order} zone=${zone} token=${token} take=${take} />`}
  <${Stages} order=${order} zone=${zone} />
  <${Code} order=${order} />
  ${order.has_photo && html`<${Photo} token=${token} />`}
  ${order.may_check_in && html`<${Here} order=${order} sayHere=${sayHere} />`}
  <${Road} order=${order} zone=${zone} />
  <${Talk} order=${order} token=${token} zone=${zone} />
  ${order.lines?.length > 0 && html`<${Box} lines=${order.lines} />`}
  <${Facts} order=${order} store=${store} />
  ${order.may_correct.length > 0 && html`<${Change} order=${order} token=${token} take=${take} />`}
  ${mayChange(order, own) && html`<${ChangeOrCancel} order=${order} zone=${zone} ask=${ask} />`}
  ${order.is_final && own && html`<${OrderAgain} own=${own} />`}
  ${order.status === "COMPLETED" && order.service === "DELIVERY" && own && html`<${Tip} own=${own} token=${token} />`}
  ${order.status === "COMPLETED" && html`<${Rate} order=${order} token=${token} />`}
  ${order.status === "COMPLETED" && html`<${Complain} order=${order} token=${token} />`}
  ${order.has_invoice && html`<${Papers} order=${order} token=${token} />`}
`;
}
