// How it was: stars and words of the customer who had the order, signed in, or by its link where a guest had it.

import { call, isOffline, postPublic } from "../kernel/api.js";
import { html, useState } from "../kernel/ui.js";
import { ownOrder } from "./track_mine.js";

const STARS = [1, 2, 3, 4, 5];

/** @param {any} order @returns {[string, string][]} */
const products = (order) => [...new Map(order.lines.map((line) => [line.product, line.name]))];

/** @param {{ name: string, label: string }} props */
const Stars = ({ name, label }) => html`
  <label>${label}
    <select name=${name}><option value="">no opinion</option>${STARS.map((star) => html`<option key=${star} value=${star}>${star} of 5</option>`)}</select>
  </label>
`;

/** @param {{ order: any, token: string }} props */
export function Rate({ order, token }) {
  const [state, setState] = useState({ told: "", isDone: false });
  const submit = async (event) => {
    event.preventDefault();
    const given = [...new FormData(event.target)].filter(([, value]) => value);
    const { text = "", ...stars } = Object.fromEntries(given);
    const products = Object.entries(stars).filter(([name]) => name.startsWith("product-"));
    const rated = {
      stars: Number(stars.stars),
      text,
      ...(stars.courier && { courier_stars: Number(stars.courier) }),
      ...(products.length && {
        product_stars: Object.fromEntries(products.map(([name, of]) => [name.slice(8), Number(of)])),
      }),
    };
    try {
      if (order.is_guests) await postPublic(`/track/${token}/review`, rated);
      else await call("/reviews", { order_id: (await ownOrder(order)).id, ...rated });
      setState({ told: "Thank you for telling us.", isDone: true });
    } catch (error) {
      const told = isOffline(error) ? "You seem to be offline. Please try again." : error.message;
      setState({ told, isDone: error.problem?.code === "already-reviewed" });
    }
  };
  return html`
    <section id="rating" class="part">
      <h2>How was it?</h2>
      ${
        !state.isDone &&
        html`
        <form onSubmit=${submit}>
          <fieldset>
            <legend>Stars for the whole order</legend>
            ${STARS.map((star) => html`<label key=${star}><input type="radio" name="stars" value=${star} required /> ${star}</label>`)}
          </fieldset>
          ${products(order).map(([product, name]) => html`<${Stars} key=${product} name=${`product-${product}`} label=${name} />`)}
          ${order.service === "DELIVERY" && html`<${Stars} name="courier" label="Your courier" />`}
          <label>What you want to tell others <textarea name="text" maxlength="2000" rows="3"></textarea></label>
          <button class="main">Rate this order</button>
          ${!order.is_guests && html`<p class="hint">You are asked to sign in with the account you ordered with.</p>`}
        </form>
      `
      }
      <p role="status">${state.told}</p>
    </section>
  `;
}
