// A card's fields, drawn by the gateway's own script; the page around asks for a token of it, and sees no number.

import { meta } from "../kernel/dom.js";
import { t } from "../kernel/texts.js";

const refusal = /** @type {HTMLElement} */ (document.querySelector("#refusal"));

/** @param {object} answer */
const tell = (answer) => parent.postMessage({ from: "card-form", ...answer }, location.origin);

/** @param {string} reason */
function refuse(reason) {
  refusal.textContent = reason;
  tell({ token: "" });
}

function open() {
  const gateway = /** @type {any} */ (window).Stripe;
  if (!gateway) return refuse(t("The card form cannot be loaded."));
  const stripe = gateway(meta("key"));
  const card = stripe.elements().create("card", { hidePostalCode: true });
  card.mount("#card");
  card.on("change", (/** @type {any} */ event) => {
    refusal.textContent = event.error?.message ?? "";
  });
  addEventListener("message", async ({ origin, source, data }) => {
    if (origin !== location.origin || source !== parent || data !== "token") return;
    const made = await stripe.createPaymentMethod({ type: "card", card });
    if (made.error) refuse(made.error.message);
    else tell({ token: made.paymentMethod.id });
  });
  tell({ isOpen: true });
}

addEventListener("load", open);
