// Where there is nothing yet: says so, and shows the way on.

import { html } from "../kernel/ui.js";

/** @param {{ href: string, action: string, children?: any }} props `action` is what the way on is called */
export const EmptyState = ({ href, action, children }) => html`
  <div class="nothing">
    <svg viewBox="0 0 120 120" aria-hidden="true">
      <circle cx="60" cy="60" r="54" fill="none" stroke="currentColor" stroke-width="3" stroke-dasharray="7 8" />
      <path d="M60 6a54 54 0 0 1 0 108z" fill="var(--wash)" /><path d="M60 6v108" stroke="currentColor" stroke-width="3" stroke-dasharray="7 8" />
      <circle cx="84" cy="44" r="8" fill="var(--cheese)" /><circle cx="78" cy="80" r="6" fill="var(--cheese)" />
    </svg>
    <p class="lead">${children}</p>
    <a class="button main" href=${href}>${action}</a>
  </div>
`;
