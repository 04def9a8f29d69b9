// What a card of the make line says of an order: names instead of codes, and of each line what is not as in its recipe.

import { money } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @type {[string, string][]} */
const PARTS = [
  ["1/2", "left"],
  ["1/1", "whole"],
  ["2/2", "right"],
];
const NAMES = table({ left: "left", whole: "whole", right: "right" });
const CHANNELS = table({ app: "app", phone: "by phone", counter: "at the counter", partner: "partner" });

/** @param {{ changes: any[] }} props */
function Changes({ changes }) {
  const isHalved = changes.some((change) => change.part !== "1/1");
  const shown = PARTS.map(([part, name]) => ({ name, own: changes.filter((change) => change.part === part) })).filter(
    ({ name, own }) => own.length || (isHalved && name !== "whole"),
  );
  if (!shown.length) return null;
  return html`
    <div class="halves">
      ${shown.map(
        ({ name, own }) => html`
          <div key=${name} class=${`half is-${name}`}>
            <i>${NAMES[name]}</i>
            ${own.length ? own.map((change) => html`<b key=${change.topping} class=${change.is_left_out ? "left-out" : ""}>${change.words}</b>`) : t("as usual")}
          </div>
        `,
      )}
    </div>
  `;
}

/** @param {{ line: any, allergies: string[] }} props */
function Line({ line, allergies }) {
  const toppings = line.changes.filter((change) => change.kind === "topping");
  const cooking = line.changes.filter((change) => change.kind === "cooking").map((change) => change.words);
  const sides = Object.entries(line.sides).filter(([, count]) => count);
  const packed = sides.map(([code, count]) => `${count} × ${line.side_names[code] ?? code}`);
  const isAllergy = allergies.includes(line.note);
  return html`
    <li>
      <strong><span class="many" data-many=${line.quantity}>${line.quantity} ×</span> ${line.name}</strong>
      <${Changes} changes=${toppings} />
      ${cooking.length > 0 && html`<small class="cooking">${cooking.join(" · ")}</small>`}
      ${packed.length > 0 && html`<small class="extras">${t("with {what}", { what: packed.join(", ") })}</small>`}
      ${line.note && html`<em class=${isAllergy ? "note allergy" : "note"}><b>${t("Kitchen:")}</b> ${line.note}</em>`}
    </li>
  `;
}

/** @param {{ lines: any[], allergies: string[] }} props */
const Lines = ({ lines, allergies }) =>
  lines.length > 0 &&
  html`<ul class="plain-list">${lines.map((line) => html`<${Line} key=${line.number} line=${line} allergies=${allergies} />`)}</ul>`;

/** The lines, those for the oven first. @param {{ order: any, isBakedOnly: boolean }} props */
export function TicketLines({ order, isBakedOnly }) {
  const { allergies } = order;
  const [baked, packed] = [true, false].map((needs) => order.lines.filter((line) => line.needs_oven === needs));
  return html`
    <${Lines} lines=${baked} allergies=${allergies} />
    ${!isBakedOnly && baked.length > 0 && packed.length > 0 && html`<h3>${t("Not for the oven: pack with it")}</h3>`}
    ${!isBakedOnly && html`<${Lines} lines=${packed} allergies=${allergies} />`}
  `;
}

/** Allergies, in red above all else. @param {{ allergies: string[] }} props */
export const Allergies = ({ allergies }) =>
  allergies.length > 0 &&
  html`<div class="allergies" role="alert"><b>${t("Allergy")}</b>${allergies.map((note) => html`<p key=${note}>${note}</p>`)}</div>`;

/** Whose it is and what is special about it. @param {{ order: any }} props */
export function Flags({ order }) {
  const flags = [
    order.customer_name && ["name", order.customer_name],
    order.cash_due && ["cash", t("Cash {amount}", { amount: money(order.cash_due, order.currency) })],
    CHANNELS[order.channel] && ["channel", CHANNELS[order.channel]],
    order.contactless && ["door", t("leave at the door")],
    order.attempt > 1 && ["again", t("attempt {number}", { number: order.attempt })],
  ].filter(Boolean);
  return (
    flags.length > 0 &&
    html`<p class="flags">${flags.map(([kind, text]) => html`<span key=${kind} class=${`flag is-${kind}`}>${text}</span>`)}</p>`
  );
}

/** What is written for the courier, or by who collects; never what is said about allergies. @param {{ order: any }} props */
export const ForTheDoor = ({ order }) =>
  order.instructions &&
  !order.allergies.some((note) => note.includes(order.instructions)) &&
  html`<p class="door"><b>${order.service === "DELIVERY" ? t("For the courier:") : t("From the customer:")}</b> ${order.instructions}</p>`;
