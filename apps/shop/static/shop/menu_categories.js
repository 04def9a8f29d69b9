// The categories, which stay in view and show where in the menu the reader is.

import { t } from "../kernel/texts.js";
import { html } from "../kernel/ui.js";

/** @param {{ sections: any[] }} props */
export const Categories = ({ sections }) => html`
  <nav class="categories" aria-label=${t("Categories")}>
    ${sections.map(({ category }) => html`<a key=${category.code} href=${`#${category.code}`}>${category.name}</a>`)}
  </nav>
`;

/** @param {HTMLElement} link @param {HTMLElement} nav */
function bringIntoView(link, nav) {
  const left = link.offsetLeft - nav.offsetLeft;
  if (left < nav.scrollLeft || left + link.offsetWidth > nav.scrollLeft + nav.clientWidth)
    nav.scrollTo({ left: left - 24, behavior: "smooth" });
}

/** Marks the category that is read, from now on. */
export function followCategories() {
  let waits = false;
  const mark = () => {
    waits = false;
    const sections = [...document.querySelectorAll("section.category")];
    const read = sections.findLast((section) => section.getBoundingClientRect().top < innerHeight / 3) ?? sections[0];
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".categories a"))) {
      const isRead = link.hash === `#${read?.id}`;
      if (isRead === link.hasAttribute("aria-current")) continue;
      link.toggleAttribute("aria-current", isRead);
      if (isRead) bringIntoView(link, /** @type {HTMLElement} */ (link.parentElement));
    }
  };
  addEventListener(
    "scroll",
    () => {
      if (!waits) requestAnimationFrame(mark);
      waits = true;
    },
    { passive: true },
  );
  requestAnimationFrame(mark);
}
