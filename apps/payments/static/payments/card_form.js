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

/** Seconds that the gateway's script has to make a token. */
const PATIENCE = 20;
const LOST = { error: { message: t("The card form cannot be loaded.") } };
/** @type {() => Promise<any>} */
let make = async () => LOST;

function open() {
  const gateway = /** @type {any} */ (window).Stripe;
  if (!gateway) return refuse(LOST.error.message);
  const stripe = gateway(meta("key"));
  const card = stripe.elements().create("card", { hidePostalCode: true });
  card.mount("#card");
  card.on("change", (/** @type {any} */ event) => {
    refusal.textContent = event.error?.message ?? "";
  });
  make = () => stripe.createPaymentMethod({ type: "card", card });
  tell({ isOpen: true });
}

/** @type {() => Promise<any>} */
const late = () => new Promise((_, reject) => setTimeout(reject, PATIENCE * 1000));

// Whoever asks is answered: also while the script is blocked, has not come or does not come to an end.
addEventListener("message", async ({ origin, source, data }) => {
  if (origin !== location.origin || source !== parent || data !== "token") return;
  const made = await Promise.race([make(), late()]).catch(() => LOST);
  if (made.error) refuse(made.error.message);
  else tell({ token: made.paymentMethod.id });
});
addEventListener("load", open);
