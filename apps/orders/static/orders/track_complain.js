// Something was wrong: what, with which lines, and a photo; credited at once within the rules, or looked at by support.

import { askPublic, call, reasonOf, upload, uploadPublic } from "../kernel/api.js";
import { money } from "../kernel/format.js";
import { small } from "../kernel/pictures.js";
import { isSignedIn } from "../kernel/session.js";
import { t, table } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { ownOrder } from "./track_own_order.js";

const MATTERS = table({
  missing: "something is missing",
  wrong: "something else came",
  burnt: "burnt",
  spilled: "spilled or squashed",
  cold: "cold",
  other: "something else",
});

// By the link where a guest had it, else among the orders of who is signed in.
/** @param {any} order @param {string} token */
function complaintOf(order, token) {
  const byLink = `/track/${token}/complaint`;
  const mine = async () => `/orders/${(await ownOrder(order)).id}/complaint`;
  return order.is_guests
    ? { read: () => askPublic(byLink), send: (form) => uploadPublic(byLink, form) }
    : { read: async () => call(await mine()), send: async (form) => upload(await mine(), form) };
}

/** @param {FormData} form */
async function bodyOf(form) {
  const body = new FormData();
  for (const name of ["matter", "words"]) body.append(name, String(form.get(name)));
  body.append("lines", form.getAll("lines").join(","));
  const photo = /** @type {File} */ (form.get("photo"));
  if (photo.size) body.append("photo", await small(photo), "photo.jpg");
  return body;
}

/** @param {{ complaint: any }} props */
const Outcome = ({ complaint: { state, amount, currency } }) => html`
  <p>${
    state === "CREDITED"
      ? t("We are sorry. You have {amount} of store credit; its code is in your mail.", {
          amount: money(amount, currency),
        })
      : state === "OPEN"
        ? t("We are sorry. Somebody looks at it and answers by mail.")
        : t("Our customer service looked at it and gave no credit.")
  }</p>
`;

/** @param {{ order: any, submit: (event: Event) => void, isBusy: boolean }} props */
const Form = ({ order, submit, isBusy }) => html`
  <form onSubmit=${submit}>
    <label>${t("What was wrong?")} <select name="matter" required>
      ${Object.entries(MATTERS).map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}
    </select></label>
    <fieldset>
      <legend>${t("With what?")}</legend>
      ${order.lines.map(({ number, name }) => html`<label key=${number}><input type="checkbox" name="lines" value=${number} defaultChecked=${order.lines.length === 1} /> ${name}</label>`)}
    </fieldset>
    <label>${t("A few words")} <textarea name="words" maxlength="1000" rows="2"></textarea></label>
    <label>${t("A photo of it")} <input type="file" name="photo" accept="image/jpeg,image/png,image/webp" /></label>
    ${!isRefunded(order) && html`<p class="hint">${t("With a photo most things are settled at once.")}</p>`}
    <button disabled=${isBusy}>${t("Tell us")}</button>
  </form>
`;

/** What came back of the order counts as settled: more is for a person to decide. @param {any} order */
const isRefunded = ({ refunds }) => refunds.length > 0;

/** @param {any} order */
const isAllRefunded = ({ refunds, total }) => refunds.reduce((sum, { amount }) => sum + amount, 0) >= total;

/** @param {{ order: any, token: string }} props */
export function Complain({ order, token }) {
  const [state, setState] = useState({ told: "", complaint: /** @type {any} */ (null), isBusy: false });
  const complaint = complaintOf(order, token);
  useEffect(() => {
    if (order.is_guests || isSignedIn())
      complaint.read().then(
        (found) => found && setState({ told: "", complaint: found, isBusy: false }),
        () => {},
      );
  }, []);
  /** @param {any} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    if (!form.has("lines")) return setState({ ...state, told: t("Say what it was about.") });
    setState({ ...state, isBusy: true, told: "" });
    try {
      await complaint.send(await bodyOf(form));
      setState({ told: "", complaint: await complaint.read(), isBusy: false });
    } catch (error) {
      setState((before) => ({ ...before, isBusy: false, told: reasonOf(error) }));
    }
  };
  if (isRefunded(order) && isAllRefunded(order) && !state.complaint) return null;
  return html`
    <section id="complaint" class="part">
      <h2>${t("Was something wrong?")}</h2>
      <div role="status">${state.complaint && html`<${Outcome} complaint=${state.complaint} />`}</div>
      ${!state.complaint && html`<details><summary>${isRefunded(order) ? t("Was it something else? Tell us, and somebody looks at it") : t("Tell us, and get it back as store credit")}</summary><${Form} order=${order} submit=${submit} isBusy=${state.isBusy} /></details>`}
      <p class="bad" role="alert">${state.told}</p>
    </section>
  `;
}
