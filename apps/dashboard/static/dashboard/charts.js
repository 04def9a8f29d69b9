// Bars by day or by what else rows are about, drawn as SVG.

import { count, shortDay } from "../kernel/format.js";
import { html } from "../kernel/ui.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [480, 200, 56, 32, 10];

/**
 * The next even number of a power of ten: where an axis ends, so that its half is whole.
 * @param {number} value
 * @returns {number}
 */
export function ceiling(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

/**
 * What is drawn over the bars, in a colour that means the same in every chart: green is done well, red went wrong.
 * @typedef {{ name: string, kind: "good" | "bad", value: (day: any) => number }} Part
 */

/**
 * One value a day, of which a part may be drawn over it.
 * @param {{ title: string, name: string, days: any[], value: (day: any) => number, part?: Part, label?: (day: any) => string, format?: (amount: number) => string }} props
 */
export function Chart({ title, name, days, value, part, label = (day) => shortDay(day.day), format = count }) {
  const top = ceiling(Math.max(1, ...days.map(value)));
  const [wide, high] = [(WIDTH - LEFT) / days.length, HEIGHT - BOTTOM - TOP];
  const y = (amount) => TOP + high * (1 - amount / top);
  const every = Math.ceil(days.length / 8);
  /** @param {string} kind @param {any} day @param {number} index @param {number} amount */
  const bar = (kind, day, index, amount) => html`
    <rect class=${kind} x=${LEFT + wide * index + wide * 0.12} width=${wide * 0.76} y=${y(amount)} height=${Math.max(0, y(0) - y(amount))} rx="2">
      <title>${`${day.day}: ${format(amount)}`}</title>
    </rect>
  `;
  return html`
    <figure class="card">
      <figcaption>
        ${title} <small><i class="key bar"></i> ${name}</small>
        ${part && html`<small><i class=${`key ${part.kind}`}></i> ${part.name}</small>`}
      </figcaption>
      <svg viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${title}>
        ${[0, top / 2, top].map(
          (amount) => html`
            <line class="grid" x1=${LEFT} x2=${WIDTH} y1=${y(amount)} y2=${y(amount)} />
            <text x=${LEFT - 6} y=${y(amount) + 4} text-anchor="end">${format(amount)}</text>
          `,
        )}
        ${days.map(
          (day, index) => html`
            ${bar("bar", day, index, value(day))}${part && bar(part.kind, day, index, Math.min(part.value(day), top))}
            ${index % every === 0 && html`<text x=${LEFT + wide * (index + 0.5)} y=${HEIGHT - 6} text-anchor="middle">${label(day)}</text>`}
          `,
        )}
      </svg>
    </figure>
  `;
}
