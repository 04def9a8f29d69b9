// The order as a pizza: a slice for every stage, baked when it is done.

import { html } from "../kernel/ui.js";

const RADIUS = 84;

/** @param {number} turn @param {number} radius */
function point(turn, radius) {
  const angle = 2 * Math.PI * turn - Math.PI / 2;
  return [100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle)];
}

/** @param {{ index: number, count: number, kind: string }} props */
function Slice({ index, count, kind }) {
  const [from, to, middle] = [index / count, (index + 1) / count, (index + 0.5) / count];
  const [x, y] = point(middle, 54);
  const outline = `M 100 100 L ${point(from, RADIUS).join(" ")} A ${RADIUS} ${RADIUS} 0 0 1 ${point(to, RADIUS).join(" ")} Z`;
  return html`<path class=${`slice ${kind}`} d=${outline} /><circle class="topping" cx=${x} cy=${y} r="9" />`;
}

/** @param {{ stages: any[], reached: number }} props */
export const Pizza = ({ stages, reached }) => html`
  <figure aria-hidden="true">
    <svg viewBox="0 0 200 200">
      <circle class="plate" cx="100" cy="100" r="92" />
      ${stages.map((stage, index) => {
        const isDone = stage.at && (index < reached || stage.status === "COMPLETED");
        return html`<${Slice} key=${index} index=${index} count=${stages.length} kind=${isDone ? "done" : index === reached ? "now" : ""} />`;
      })}
    </svg>
  </figure>
`;
