// Whether one may be written to with offers: agreed to in the words that are shown, withdrawn at any time.

import { call, put, remove } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { mount, worksOf } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

const PATH = "/users/me/marketing-consent";

const { run } = worksOf(() => showMarketing());

/** Reads and shows it. */
export async function showMarketing() {
  const { wording, given_at: since, agreed_to: words } = await call(PATH);
  const agree = () => run(() => put(PATH, { wording }), t("Thank you."));
  const withdraw = () => run(() => remove(PATH), t("Withdrawn: we write no offers."));
  mount(
    "#marketing",
    html`
      <h2>${t("Offers by e-mail")}</h2>
      <p>${since ? words : wording}</p>
      ${since && html`<p><small>${t("You agreed on {time}.", { time: dateTime(since) })}</small></p>`}
      <button type="button" onClick=${since ? withdraw : agree}>${since ? t("Withdraw") : t("I agree")}</button>
    `,
  );
}
