// How it was: stars and words of the customer who had the order, signed in as any client of the API.

import { call, isOffline } from "../kernel/api.js";
import { html, useState } from "../kernel/ui.js";
import { ownOrder } from "./track_mine.js";

const STARS = [1, 2, 3, 4, 5];

/** @param {{ order: any }} props */
export function Rate({ order }) {
  const [state, setState] = useState({ told: "", isDone: false });
  const submit = async (event) => {
    event.preventDefault();
    const { stars, text } = Object.fromEntries(new FormData(event.target));
    try {
      const { id } = await ownOrder(order);
      await call("/reviews", { order_id: id, stars: Number(stars), text });
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
            <legend>Stars</legend>
            ${STARS.map((star) => html`<label key=${star}><input type="radio" name="stars" value=${star} required /> ${star}</label>`)}
          </fieldset>
          <label>What you want to tell others <textarea name="text" maxlength="2000" rows="3"></textarea></label>
          <button class="main">Rate this order</button>
          <p class="hint">You are asked to sign in with the account you ordered with.</p>
        </form>
      `
      }
      <p role="status">${state.told}</p>
    </section>
  `;
}
