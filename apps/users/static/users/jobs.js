// Where one works, and the way out of there.

import { call, remove } from "../kernel/api.js";
import { at } from "../kernel/dom.js";
import { dateTime } from "../kernel/format.js";
import { mount, tell } from "../kernel/page.js";
import { t, table } from "../kernel/texts.js";
import { confirm, html, toast } from "../kernel/ui.js";

const ROLES = table({ store_staff: "store staff", courier: "courier", store_manager: "store manager" });

/** @param {any} job */
async function leave({ id, store_name: name }) {
  const text = t("You lose what you may do there at once. Your account stays.");
  if (!(await confirm({ title: t("Leave {store}?", { store: name }), text, action: t("Leave"), isDangerous: true })))
    return;
  try {
    await remove(`/users/me/employments/${id}`);
    toast(t("You do not work there any more."));
    await showJobs();
  } catch (error) {
    tell(error);
  }
}

/** @param {{ job: any }} props */
const Job = ({ job }) => html`
  <li>
    <div>
      ${job.store_name} ${job.suspended_at && html`<span class="bad">${t("suspended")}</span>`}
      <small>${ROLES[job.role]}, ${t("since {when}", { when: dateTime(job.began_at) })}</small>
    </div>
    <button type="button" aria-label=${t("Leave {store}", { store: job.store_name })} onClick=${() => leave(job)}>${t("Leave")}</button>
  </li>
`;

/** Reads and shows them; nothing for who works for no store. */
export async function showJobs() {
  const jobs = await call("/users/me/employments");
  at("#jobs").hidden = !jobs.length;
  mount(
    "#jobs",
    html`<h2>${t("Where you work")}</h2><ul class="plain-list">${jobs.map((job) => html`<${Job} key=${job.id} job=${job} />`)}</ul>`,
  );
}
