// Where one is signed in, and the way out of there.

import { call, remove } from "../kernel/api.js";
import { dateTime } from "../kernel/format.js";
import { mount, tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, toast } from "../kernel/ui.js";

/** @param {string} path @param {string} done */
async function end(path, done) {
  try {
    await remove(path);
    toast(done);
    await showSessions();
  } catch (error) {
    tell(error);
  }
}

/** @param {{ session: any }} props */
const Place = ({ session }) => html`
  <li>
    <div>
      ${session.device || t("a program that does not say its name")}
      <small>
        ${session.is_current ? t("here") : t("last seen {time}", { time: dateTime(session.seen_at) })}, ${t("since {time}", { time: dateTime(session.began_at) })}
      </small>
    </div>
    ${
      !session.is_current &&
      html`<button
        type="button"
        aria-label=${t("Sign out at {device}", { device: session.device })}
        onClick=${() => end(`/users/me/sessions/${session.id}`, t("Signed out there."))}
      >
        ${t("Sign out")}
      </button>`
    }
  </li>
`;

/** Reads and shows them. */
export async function showSessions() {
  const { results } = await call("/users/me/sessions");
  const places = results.map((session) => html`<${Place} key=${session.id} session=${session} />`);
  const everywhere = () => end("/users/me/sessions", t("Signed out everywhere else."));
  mount(
    "#sessions",
    html`
      <h2>${t("Where you are signed in")}</h2>
      <ul class="plain-list">
        ${places}
      </ul>
      ${results.length > 1 && html`<button type="button" onClick=${everywhere}>${t("Sign out everywhere else")}</button>`}
    `,
  );
}
