// Calling the other side by a number of the platform: neither learns the other's.

import { reasonOf } from "../kernel/api.js";
import { t, table } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";

/** What came of a call; "" while it rings or they speak, and where nobody has told. */
const OUTCOMES = table({
  "": "A call",
  answered: "Call: answered",
  no_answer: "Call: nobody answered",
  busy: "Call: the line was busy",
  failed: "Call: it was not put through",
  cancelled: "Call: hung up before an answer",
});

/** @param {{ outcome: string, seconds: number }} placed */
export function callWords({ outcome, seconds }) {
  const spoken = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return outcome === "answered" ? `${OUTCOMES[outcome]} · ${spoken}` : OUTCOMES[outcome];
}

/** @param {{ label: string, hint: string, call: () => Promise<{ number: string }> }} props */
export function Call({ label, hint, call }) {
  const [state, setState] = useState({ number: "", refusal: "", isBusy: false });
  const ask = async () => {
    setState({ number: "", refusal: "", isBusy: true });
    try {
      const { number } = await call();
      setState({ number, refusal: "", isBusy: false });
      location.href = `tel:${number}`;
    } catch (error) {
      setState({ number: "", refusal: reasonOf(error), isBusy: false });
    }
  };
  return html`
    <div class="call">
      <button type="button" disabled=${state.isBusy} onClick=${ask}>${label}</button>
      <p role="status">${state.number && html`<a href=${`tel:${state.number}`}>${t("Dial {number}", { number: state.number })}</a> <small>${hint}</small>`}</p>
      <p role="alert">${state.refusal}</p>
    </div>
  `;
}
