// How it was: stars, reasons, words and a photo of the customer who had the order, signed in, or by its link where a guest
// had it. What was said can be changed for a week.

import { askPublic, call, postPublic, put, putPublic, reasonOf, upload, uploadPublic } from "../kernel/api.js";
import { small } from "../kernel/pictures.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";
import { said, TAGS } from "./rating_tags.js";
import { ownOrder } from "./track_own_order.js";

const STARS = [1, 2, 3, 4, 5];
/** @param {any} order @returns {[string, string][]} */
const products = (order) => [...new Map(order.lines.map((line) => [line.product, line.name]))];

// Where the review is: by the link, or among the orders of who is signed in.
/** @param {any} order @param {string} token */
function reviewOf(order, token) {
  const mine = async () => `/orders/${(await ownOrder(order)).id}/review`;
  if (order.is_guests) {
    const path = `/track/${token}/review`;
    return {
      read: () => askPublic(path),
      post: (body) => postPublic(path, body),
      edit: (body) => putPublic(path, body),
      addPhoto: (form) => uploadPublic(`${path}/photo`, form),
    };
  }
  return {
    read: async () => call(await mine()),
    post: async (body) => call("/reviews", { order_id: (await ownOrder(order)).id, ...body }),
    edit: async (body) => put(await mine(), body),
    addPhoto: async (form) => upload(`${await mine()}/photo`, form),
  };
}

/** @param {FormData} form @param {string} name */
function rated(form, name) {
  const stars = Number(form.get(`${name}-stars`));
  return stars ? { stars, tags: form.getAll(`${name}-tags`) } : null;
}

/** @param {FormData} form @param {any} order */
function bodyOf(form, order) {
  const found = products(order).map(([code]) => [code, rated(form, `product-${code}`)]);
  const courier = rated(form, "courier");
  return {
    ...rated(form, "order"),
    text: form.get("text"),
    products: Object.fromEntries(found.filter(([, each]) => each)),
    ...(courier && { courier }),
  };
}

/** @param {{ name: string, of: string, given: any }} props */
const Tags = ({ name, of, given }) => html`
  <div class="tags">
    ${TAGS[of].map((tag) => html`<label key=${tag}><input type="checkbox" name=${`${name}-tags`} value=${tag} defaultChecked=${given?.tags.includes(tag)} /> ${said(tag)}</label>`)}
  </div>
`;

/** @param {{ name: string, of: string, label: string, given: any }} props */
const Stars = ({ name, of, label, given }) => html`
  <div class="rated">
    <label>${label}
      <select name=${`${name}-stars`}>
        <option value="">${t("no opinion")}</option>
        ${STARS.map((star) => html`<option key=${star} value=${star} selected=${given?.stars === star}>${t("{stars} of 5", { stars: star })}</option>`)}
      </select>
    </label>
    <details><summary>${t("Say why: {what}", { what: label })}</summary><${Tags} name=${name} of=${of} given=${given} /></details>
  </div>
`;

/** @param {{ order: any, own: any, submit: (event: Event) => void, isBusy: boolean }} props */
const Form = ({ order, own, submit, isBusy }) => html`
  <form onSubmit=${submit}>
    <fieldset class="stars">
      <legend>${t("Stars for the whole order")}</legend>
      ${STARS.map((star) => html`<label key=${star}><input type="radio" name="order-stars" value=${star} required defaultChecked=${own?.stars === star} /> <span>${star}</span></label>`)}
    </fieldset>
    <fieldset><legend>${t("What was it like?")}</legend><${Tags} name="order" of="order" given=${own} /></fieldset>
    ${products(order).map(([code, name]) => html`<${Stars} key=${code} name=${`product-${code}`} of="product" label=${name} given=${own?.products[code]} />`)}
    ${order.service === "DELIVERY" && html`<${Stars} name="courier" of="courier" label=${t("Your courier")} given=${own?.courier} />`}
    <label>${t("What you want to tell others")} <textarea name="text" maxlength="2000" rows="3" defaultValue=${own?.text ?? ""}></textarea></label>
    <label>${own?.has_photo ? t("Another photo") : t("A photo")} <input type="file" name="photo" accept="image/jpeg,image/png,image/webp" /></label>
    <button class="main" disabled=${isBusy}>${own ? t("Change my review") : t("Rate this order")}</button>
    ${!order.is_guests && !isSignedIn() && html`<p class="hint">${t("You are asked to sign in with the account you ordered with.")}</p>`}
  </form>
`;

/** @param {{ own: any, edit: () => void }} props */
const Given = ({ own, edit }) => html`
  <p>${t("You gave {stars} of 5 stars.", { stars: own.stars })} ${own.state === "HELD" && t("Somebody reads your review before others see it.")}</p>
  ${own.reply && html`<p>${t("The store answered: “{reply}”", { reply: own.reply })}</p>`}
  ${Date.parse(own.editable_until) > Date.now() && html`<button type="button" onClick=${edit}>${t("Change what I said")}</button>`}
`;

/** @param {{ order: any, token: string }} props */
export function Rate({ order, token }) {
  const [state, setState] = useState({ told: "", own: /** @type {any} */ (null), isEditing: true, isBusy: false });
  const review = reviewOf(order, token);
  const take = (own, told = "") => setState({ told, own, isEditing: false, isBusy: false });
  useEffect(() => {
    if (order.is_guests || isSignedIn())
      review.read().then(
        (own) => own && take(own),
        () => {},
      );
  }, []);
  const again = async () =>
    setState({
      told: t("You rated this order before. Change it here."),
      own: await review.read(),
      isEditing: true,
      isBusy: false,
    });
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    setState({ ...state, isBusy: true, told: "" });
    try {
      const body = bodyOf(form, order);
      let own = await (state.own ? review.edit(body) : review.post(body));
      const photo = /** @type {File} */ (form.get("photo"));
      if (photo.size) {
        const sent = new FormData();
        setState({ ...state, own, isBusy: true });
        sent.append("photo", await small(photo), "photo.jpg");
        await review.addPhoto(sent);
        own = await review.read();
      }
      take(own, t("Thank you for telling us."));
    } catch (error) {
      if (error.problem?.code === "already-reviewed") return again();
      setState((before) => ({ ...before, isBusy: false, told: reasonOf(error) }));
    }
  };
  const edit = () => setState({ ...state, isEditing: true, told: "" });
  return html`
    <section id="rating" class="part">
      <h2>${t("How was it?")}</h2>
      ${
        state.isEditing
          ? html`<${Form} key=${state.own?.id ?? ""} order=${order} own=${state.own} submit=${submit} isBusy=${state.isBusy} />`
          : html`<${Given} own=${state.own} edit=${edit} />`
      }
      <p role="status">${state.told}</p>
    </section>
  `;
}
