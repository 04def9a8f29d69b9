// The basket: what is in it, what is wrong with it, what it costs and saves.

import { money } from "../kernel/format.js";
import { mount } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, useState, useStore } from "../kernel/ui.js";
import { Amounts } from "./amounts.js";
import { Refusal, useCheck } from "./basket_check.js";
import { build } from "./builder.js";
import { Quantity } from "./builder_choices.js";
import { openMenu, shown } from "./catalogue.js";
import { Corrections } from "./corrections.js";
import { unusedDeal } from "./deals.js";
import { EmptyState } from "./empty_state.js";
import { Keep } from "./favourites.js";
import { groupPath, Together } from "./group_way.js";
import { halvesOf, usualHalves } from "./line_configuration.js";
import { NextFee } from "./next_fee.js";
import { changeLine, orderDraft } from "./order_draft.js";
import { Picture } from "./pictures.js";
import { PutBack, takeOut, useRemovedAt } from "./removed_line.js";
import { open } from "./shop_page.js";
import { Suggestions } from "./suggestions.js";

/** @typedef {import("./catalogue.js").Catalogue} Catalogue */

const MAX_CODE = 40;

/** @param {{ catalogue: Catalogue, line: import("./order_draft.js").Line, number: number, check: any, sold: any }} props */
function Line({ catalogue, line, number, check, sold }) {
  const variant = catalogue.variants.get(line.variant);
  const product = catalogue.products.get(variant?.product);
  const second = line.second_half && catalogue.variants.get(line.second_half);
  const name = sold?.name ?? product?.name ?? line.variant;
  const edit = async () => {
    const { id, ...kept } = line;
    const changed = await build(catalogue, { product: product.code, line: kept });
    if (changed) changeLine(id, { options: {}, cooking: [], second_half: undefined, note: "", ...changed });
  };
  // The second click of two would take the next one.
  const drop = ({ detail }) => detail > 1 || takeOut(line, name);
  return html`
    <li class="line" data-line=${number}>
      <span class="picture">${product && html`<${Picture} catalogue=${catalogue} product=${product} halves=${halvesOf(usualHalves(catalogue, variant, second), line.options)} />`}</span>
      <div class="said">
        <b class="name">${name}</b>
        <b class="sum">${sold ? money(sold.total - (sold.discount ?? 0), catalogue.currency) : ""}</b>
        ${sold?.description && html`<span class="what">${sold.description}</span>`}
        ${line.note && html`<span class="what">“${line.note}”</span>`}
        <${Corrections} catalogue=${catalogue} check=${check} number=${number} id=${line.id} />
        <div class="row">
          <${Quantity} quantity=${line.quantity} of=${name} onChange=${(quantity) => changeLine(line.id, { quantity })} />
          ${product?.topping_set && html`<button type="button" class="plain" aria-label=${t("Change {name}", { name })} onClick=${edit}>${t("Change")}</button>`}
          <button type="button" class="plain" aria-label=${t("Remove {what}", { what: name })} onClick=${drop}>${t("Remove")}</button>
        </div>
        ${sold?.discount > 0 && html`<small class="ok">${t("{amount} saved", { amount: money(sold.discount, catalogue.currency) })}</small>`}
      </div>
    </li>
  `;
}

/** @param {{ quote: any, codes: string[], currency: string }} props */
function Deals({ quote, codes }) {
  const [typed, setTyped] = useState("");
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const code = typed.trim().toUpperCase();
    if (code) orderDraft.set({ codes: [...new Set([...codes, code])] });
    setTyped("");
  };
  const unused = codes.filter((code) => quote?.unused_deals[code]);
  return html`
    <section class="deals" aria-label=${t("Deals")}>
      ${quote?.deals.map((deal) => html`<p key=${deal.code} class="deal ok">✓ ${deal.name} <b>−${money(deal.discount, quote.currency)}</b></p>`)}
      ${unused.map((code) => html`<p key=${code} class="soft">${unusedDeal(code, quote.unused_deals[code])} <button type="button" class="plain" onClick=${() => orderDraft.set({ codes: codes.filter((one) => one !== code) })}>${t("Forget it")}</button></p>`)}
      <form onSubmit=${submit}>
        <label>${t("A code?")} <input value=${typed} onInput=${(event) => setTyped(event.target.value)} maxlength=${MAX_CODE} autocomplete="off" autocapitalize="characters" /></label>
        <button>${t("Use it")}</button>
      </form>
    </section>
  `;
}

/** @param {{ tip: number, food: number, currency: string }} props */
function Tip({ tip, food, currency }) {
  const step = 100;
  const shares = [0, 0.05, 0.1].map((share) => Math.ceil((food * share) / step) * step);
  const choices = [...new Set([...shares, tip])].sort((one, other) => one - other);
  return html`
    <fieldset class="pick tip">
      <legend>${t("A tip for the courier")}</legend>
      <div class="chips">
        ${choices.map((amount) => html`<label key=${amount} class="chip"><input type="radio" name="tip" value=${amount} checked=${amount === tip} onChange=${() => orderDraft.set({ tip: amount })} /><span>${amount ? money(amount, currency) : t("None")}</span></label>`)}
      </div>
    </fieldset>
  `;
}

/** @param {Catalogue} catalogue @param {import("./basket_check.js").Checked} checked @param {number} number */
const soldLine = (catalogue, { quote, menu }, number) =>
  catalogue && (quote?.lines.find((line) => line.number === number + 1) ?? menu?.lines[number]?.line);

function Basket() {
  const held = useStore(orderDraft);
  const { catalogue } = useStore(shown);
  const checked = useCheck(catalogue, held);
  const gap = useRemovedAt();
  const { lines, codes, service, tip } = held;
  if (!lines.length)
    return html`<${PutBack} /><${EmptyState} href=${held.store ? "/menu/" : "/"} action=${t("Find something you like")}>${t("Nothing in it yet.")}<//>`;
  if (!catalogue) return html`<p class="soft" role="status">${t("One moment …")}</p>`;
  const { quote, menu, check, refusal, isAsking } = checked;
  const isOrderable =
    quote || ["store-closed", "zone-closed", "slot-not-offered", "slot-full"].includes(refusal?.problem?.code);
  const currency = catalogue.currency;
  const rows = lines.map(
    (line, number) =>
      html`<${Line} key=${line.id} catalogue=${catalogue} line=${line} number=${number} check=${check} sold=${soldLine(catalogue, checked, number)} />`,
  );
  if (gap >= 0) rows.splice(gap, 0, html`<li key="removed"><${PutBack} /></li>`);
  return html`
    <div class="columns">
      <div>
        <ul class="plain-list lines">
          ${rows}
        </ul>
        <p class="ways"><a class="button" href="/menu/">${t("Add something more")}</a><${Together} held=${held} /><${Keep} /></p>
        <${Suggestions} catalogue=${catalogue} held=${held} />
      </div>
      <div class="side card" aria-busy=${isAsking ? "true" : undefined}>
        ${service === "DELIVERY" && html`<${Tip} tip=${tip} food=${quote?.amounts.food ?? menu?.food ?? 0} currency=${currency} />`}
        <${Deals} quote=${quote ?? menu} codes=${codes} currency=${currency} />
        <div role="status">
          ${refusal && !held.group && html`<${Refusal} refusal=${refusal} money=${(minor) => money(minor, currency)} />`}
          ${check && html`<p class="bad">${t("Something in your basket has to be put right first.")}</p>`}
        </div>
        ${quote && service === "DELIVERY" && held.address && html`<${NextFee} quote=${quote} address=${held.address} />`}
        ${quote ? html`<${Amounts} quote=${quote} />` : menu && html`<dl class="amounts"><div class="total"><dt>${t("Food")}</dt><dd>${money(menu.food - menu.discount, currency)}</dd></div></dl>`}
        ${held.group ? html`<a class="button main wide" href=${groupPath(held.group)}>${t("To the group order")}</a>` : isOrderable ? html`<a class="button main wide" href="/checkout/">${t("To the checkout")}</a>` : html`<button class="main wide" disabled>${t("To the checkout")}</button>`}
      </div>
    </div>
  `;
}

open(async () => {
  mount("#basket", html`<${Basket} />`);
  if (orderDraft.value.store) await openMenu(orderDraft.value.store);
});
