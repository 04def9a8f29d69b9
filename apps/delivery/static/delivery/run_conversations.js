// The courier's conversations with the customers of the run, and of what ended a moment ago.

import { call } from "../kernel/api.js";
import { orderNumber } from "../kernel/format.js";
import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";
import { Conversation, isEmpty } from "./chat.js";

/** By delivery; kept in memory only. @type {Store<Record<string, any>>} */
const talks = new Store({});

/** Reads what was written about a delivery. @param {string} delivery @param {string} number */
export async function ask(delivery, number) {
  /** @type {any} */
  const talk = await call(`/deliveries/${delivery}/messages`).catch(() => null);
  talks.set({ [delivery]: talk && { ...talk, order: number } });
}

/** @type {Set<string>} */
const asked = new Set();

/** Reads those that were not asked for yet. @param {any[]} run */
export function askMissing(run) {
  const fresh = run.filter((stop) => !asked.has(stop.delivery));
  for (const stop of fresh) asked.add(stop.delivery);
  askAll(fresh);
}

/** Everything anew, as after a time without a connection. @param {any[]} run */
export const askAll = (run) => {
  for (const stop of run) ask(stop.delivery, stop.number);
};

/** @param {{ delivery: string, connection: any, title: string }} props */
export function Talk({ delivery, connection, title }) {
  const talk = useStore(talks)[delivery];
  if (!talk) return null;
  const send = (said) => connection.ask("delivery.write", { delivery, ...said });
  const read = (number) => connection.ask("delivery.read", { delivery, number }).catch(() => {});
  const calling = {
    label: t("Call the customer"),
    hint: t("From your own telephone: neither of you sees the other's number."),
    call: () => call(`/deliveries/${delivery}/calls`, {}),
  };
  return html`<${Conversation} talk=${talk} side="courier" title=${title} id=${`say-${delivery}`} send=${send} read=${read} calling=${calling} />`;
}

/** Conversations of what is no more in the run. @param {{ run: any[], connection: any }} props */
export function EndedTalks({ run, connection }) {
  const known = useStore(talks);
  const isInRun = (delivery) => run.some((stop) => stop.delivery === delivery);
  const ended = Object.keys(known).filter(
    (delivery) => known[delivery] && !isEmpty(known[delivery]) && !isInRun(delivery),
  );
  return ended.map(
    (delivery) => html`
      <article class="card" key=${delivery}>
        <${Talk} delivery=${delivery} connection=${connection} title=${t("Messages of {number}", { number: orderNumber(known[delivery].order) })} />
      </article>`,
  );
}
