// One review for its store: what was said, the store's answer, and what may be done about it.

import { call, put } from "../kernel/api.js";
import { dateTime, words } from "../kernel/format.js";
import { claims } from "../kernel/session.js";
import { t, table } from "../kernel/texts.js";
import { confirm, html, openDialog, useState } from "../kernel/ui.js";
import { said } from "../orders/rating_tags.js";
import { Photo } from "./shown_photo.js";

const HIDE_FOR = ["abuse", "personal_data", "advertising", "off_topic", "not_genuine", "author_asked"];
const STATES = table({ SHOWN: "shown", HELD: "waits for somebody", HIDDEN: "hidden" });
const LATE = table({ before_pickup: "came late, before it left", on_road: "came late, on the road" });
const MAX_STARS = 5;
const isChain = () => claims().roles.some((role) => ["support", "admin"].includes(role));

/** @param {number} stars */
const drawn = (stars) => "★".repeat(stars) + "☆".repeat(MAX_STARS - stars);

/** Why it is hidden; undefined when left. */
const askWhy = () =>
  openDialog(
    (close) => html`
      <form onSubmit=${(event) => [event.preventDefault(), close(new FormData(event.target).get("reason"))]}>
        <h2>${t("Hide this review?")}</h2>
        <p>${t("Nobody sees it any more, and its stars do not count.")}</p>
        <label>${t("Why?")} <select name="reason">${HIDE_FOR.map((one) => html`<option key=${one} value=${one}>${words(one)}</option>`)}</select></label>
        <div class="actions">
          <button type="button" onClick=${() => close()}>${t("Back")}</button>
          <button class="main danger">${t("Hide")}</button>
        </div>
      </form>
    `,
  );

/** @param {{ row: any, run: import("./reviews.js").Run }} props */
function Buttons({ row, run }) {
  const act = (action, done, body = {}) => run(() => call(`/reviews/${row.id}/actions/${action}`, body), done);
  const report = async () => {
    const text = t("Nobody sees it until the chain has read it.");
    if (await confirm({ title: t("Report this review?"), text, action: t("Report") }))
      await act("report", t("Reported."));
  };
  const hide = async () => {
    const reason = await askWhy();
    if (reason) await act("hide", t("Hidden."), { reason });
  };
  const mayShow = row.state === "HELD" || (row.state === "HIDDEN" && isChain());
  return html`
    ${mayShow && html`<button type="button" onClick=${() => act("show", t("Shown."))}>${t("Show it to everybody")}</button>`}
    ${row.state === "SHOWN" && html`<button type="button" class="plain" onClick=${report}>${t("Report")}</button>`}
    ${row.state !== "HIDDEN" && isChain() && html`<button type="button" class="plain" onClick=${hide}>${t("Hide")}</button>`}
  `;
}

/** @param {{ row: any, store: any, names: Map<string, string>, run: import("./reviews.js").Run }} props */
export function Review({ row, store, names, run }) {
  const [text, write] = useState(row.reply);
  const answer = (event) => {
    event.preventDefault();
    run(() => put(`/reviews/${row.id}/reply`, { text }), text.trim() ? t("Answered.") : t("The answer is gone."));
  };
  const products = Object.entries(row.products);
  return html`
    <article class="card" data-review=${row.id}>
      <b><span class="stars" role="img" aria-label=${t("{stars} of 5 stars", { stars: row.stars })}>${drawn(row.stars)}</span> ${STATES[row.state]}</b>
      <p class="soft"><a href=${`/board/orders/${row.order_id}`}>${t("The order")}</a> · ${dateTime(row.posted_at, store.timezone)}${row.lateness !== "none" && ` · ${LATE[row.lateness]}`}</p>
      ${row.tags.length > 0 && html`<p>${row.tags.map(said).join(", ")}</p>`}
      ${row.text && html`<blockquote>${row.text}</blockquote>`}
      ${products.map(([code, rated]) => html`<p key=${code}>${names.get(code) ?? code}: ${[drawn(rated.stars), ...rated.tags.map(said)].join(", ")}</p>`)}
      ${row.held_for.length > 0 && html`<p class="soft">${t("Waits because of: {what}", { what: row.held_for.map(words).join(", ") })}</p>`}
      ${row.has_photo && html`<${Photo} path=${`/reviews/${row.id}/photo`} />`}
      <form onSubmit=${answer}>
        ${row.state !== "HIDDEN" && html`<label>${t("The store's answer, for everybody")} <textarea maxlength="2000" value=${text} onInput=${(event) => write(event.target.value)}></textarea></label>`}
        ${row.state !== "HIDDEN" && html`<button disabled=${text === row.reply}>${t("Answer")}</button>`}
        <${Buttons} row=${row} run=${run} />
      </form>
    </article>
  `;
}
