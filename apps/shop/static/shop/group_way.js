// The way from a basket to a group order: opened by a host, or gone on with by whoever came by its link.

import { reasonOf } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { askFor, html, useState } from "../kernel/ui.js";
import { asCustomer } from "./customer.js";
import { orderDraft } from "./order_draft.js";

/** The token stands behind the #, so that it is sent to no server and no other page. @param {string} token */
export const groupPath = (token) => `/group/#${token}`;

/** Opens a group, or leaves the one the basket was for. @param {{ held: import("./order_draft.js").OrderDraft }} props */
export function Together({ held }) {
  const [told, tell] = useState("");
  const begin = async () => {
    const name = await askFor({
      title: t("Order together"),
      label: t("Your name, which the others see"),
      action: t("Get a link to share"),
    });
    if (!name?.trim()) return;
    const { service, store } = held;
    try {
      const { group_token: token } = await asCustomer("/groups", { store_id: store, service, name: name.trim() });
      orderDraft.set({ group: token, contact: { ...orderDraft.value.contact, group: name.trim() } });
      location.assign(groupPath(token));
    } catch (error) {
      tell(reasonOf(error));
    }
  };
  if (held.group)
    return html`<button type="button" class="plain" onClick=${() => orderDraft.set({ group: "" })}>${t("Order this for myself instead")}</button>`;
  return html`
    <button type="button" onClick=${begin}>${t("Order together")}</button>
    <span class="bad" role="alert">${told}</span>
  `;
}
