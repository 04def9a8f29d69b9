// What courier and customer wrote to each other and called, read when somebody asks for it: each look is on record.

import { isEmpty, Lines } from "../delivery/chat.js";
import { call, reasonOf } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { html, useState } from "../kernel/ui.js";

/** @param {{ delivery: any, zone: string }} props */
export function SaidBetween({ delivery, zone }) {
  const [{ talk, refusal }, setState] = useState({ talk: /** @type {any} */ (null), refusal: "" });
  const read = async (event) => {
    if (!event.target.open) return;
    try {
      setState({ talk: await call(`/deliveries/${delivery.id}/messages`), refusal: "" });
    } catch (error) {
      setState({ talk: null, refusal: reasonOf(error) });
    }
  };
  if (!delivery) return null;
  return html`
    <section class="card" id="said">
      <details class="talk" onToggle=${read}>
        <summary>${t("What courier and customer said to each other")}</summary>
        ${talk && (isEmpty(talk) ? html`<p>${t("Nothing.")}</p>` : html`<${Lines} talk=${talk} side="" zone=${zone} />`)}
        <p role="alert">${refusal}</p>
      </details>
    </section>
  `;
}
