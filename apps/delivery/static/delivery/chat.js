// What courier and customer say to each other: what was written and called, ready phrases, words, what is unread.

import { reasonOf } from "../kernel/api.js";
import { clock } from "../kernel/format.js";
import { t, table } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { Call, callWords } from "./calls.js";

const PHRASES = table({
  at_the_door: "I am at your door.",
  nobody_opens: "I am at your door, and nobody opens.",
  minutes_late: "I am a few minutes late.",
  coming: "I am coming.",
  one_moment: "One moment, please.",
  ring_again: "Please ring again.",
});
const SIDES = table({ customer: "Customer", courier: "Courier" });
const MAX_WORDS = 300;

/** @typedef {{ text?: string, phrase?: string }} Said */

/** A message or a call. @param {{ said: any, side: string, zone?: string }} props */
const Line = ({ said, side, zone }) => html`
  <li class=${said.side === side ? "mine" : "theirs"}>
    <span dir="auto">${"outcome" in said ? callWords(said) : said.text || PHRASES[said.phrase]}</span>
    <small>${side ? "" : `${SIDES[said.side]} · `}${clock(said.at, zone)}${said.side === side && said.is_read ? ` · ${t("read")}` : ""}</small>
  </li>
`;

/** Whether anything was said. @param {any} talk */
export const isEmpty = (talk) => !talk.messages.length && !talk.calls.length;

/** What was said, in its order; `side` is the reader's, "" for who is neither. @param {{ talk: any, side: string, zone?: string }} props */
export function Lines({ talk, side, zone }) {
  const lines = [...talk.messages, ...talk.calls].sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return html`<ol aria-live="polite">${lines.map((said) => html`<${Line} key=${`${said.number ?? "call"} ${said.at}`} said=${said} side=${side} zone=${zone} />`)}</ol>`;
}

/** @param {{ phrases: string[], id: string, send: (said: Said) => Promise<any> }} props */
function Write({ phrases, id, send }) {
  const [state, setState] = useState({ text: "", refusal: "", isBusy: false });
  const say = async (/** @type {Said} */ said) => {
    setState((was) => ({ ...was, refusal: "", isBusy: true }));
    try {
      await send(said);
      setState((was) => ({ ...was, text: said.text ? "" : was.text, isBusy: false }));
    } catch (error) {
      setState((was) => ({ ...was, refusal: reasonOf(error), isBusy: false }));
    }
  };
  const submit = (event) => {
    event.preventDefault();
    if (state.text.trim()) say({ text: state.text.trim() });
  };
  const phraseButton = (phrase) =>
    html`<button key=${phrase} type="button" disabled=${state.isBusy} onClick=${() => say({ phrase })}>${PHRASES[phrase]}</button>`;
  return html`
    <div class="phrases">${phrases.map(phraseButton)}</div>
    <form class="write" onSubmit=${submit}>
      <input id=${id} name="text" maxlength=${MAX_WORDS} autocomplete="off" aria-label=${t("Your message")} placeholder=${t("Your message")} value=${state.text} onInput=${(event) => setState({ ...state, text: event.target.value })} />
      <button disabled=${state.isBusy || !state.text.trim()}>${t("Send")}</button>
    </form>
    <p role="alert">${state.refusal}</p>
  `;
}

/**
 * @param {{ talk: any, side: string, title: string, id: string, zone?: string, send: (said: Said) => Promise<any>, read: (number: number) => void, calling: { label: string, hint: string, call: () => Promise<any> } }} props
 */
export function Conversation({ talk, side, title, id, zone, send, read, calling }) {
  const [isShown, show] = useState(false);
  const unread = talk.messages.filter((message) => message.side !== side && !message.is_read);
  const last = unread.at(-1)?.number;
  useEffect(() => {
    const look = () => isShown && last && !document.hidden && read(last);
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [isShown, last]);
  if (!talk.is_open && isEmpty(talk)) return null;
  return html`
    ${talk.can_call && html`<${Call} ...${calling} />`}
    <details class="talk" onToggle=${(event) => show(event.target.open)}>
      <summary>${title}${unread.length > 0 && html` <b class="unread" role="status">${t("{count} new", { count: unread.length })}</b>`}</summary>
      <${Lines} talk=${talk} side=${side} zone=${zone} />
      ${talk.is_open && html`<${Write} phrases=${talk.phrases} id=${id} send=${send} />`}
    </details>
  `;
}
