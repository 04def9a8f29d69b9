// Printing: slips once more, as a PDF where no printer prints, and the warning while a printer does not.

import { call, document as read } from "../kernel/api.js";
import { clock } from "../kernel/format.js";
import { tell } from "../kernel/page.js";
import { parts, t, table, tn } from "../kernel/texts.js";
import { html, toast } from "../kernel/ui.js";

const SLIPS = table({
  kitchen: "Kitchen ticket",
  labels: "Box labels",
  run_sheet: "Courier's sheet",
  receipt: "Receipt",
});
const TROUBLES = table({
  offline: "cannot be reached",
  silent: "does not answer",
  "no-paper": "is out of paper",
});

/** @param {string} order @param {any} kind */
async function printOnce(order, kind) {
  try {
    await call(`/orders/${order}/prints`, { kind });
    toast(t("It is being printed."));
  } catch (error) {
    if (error.problem?.code !== "no-printer") return tell(error);
    await open(order, kind);
  }
}

/** @param {string} order @param {string} kind */
async function open(order, kind) {
  try {
    const address = URL.createObjectURL(await read(`/orders/${order}/slips/${kind}`));
    window.open(address, "_blank");
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    tell(error);
  }
}

/** PrintButtons one of an order's slips again; its PDF where the store has no printer for it. @param {{ order: any }} props */
export const PrintButtons = ({ order }) => html`
  <details class="prints">
    <summary>${t("Print")}</summary>
    ${Object.entries(SLIPS)
      .filter(([kind]) => kind !== "run_sheet" || order.service === "DELIVERY")
      .map(
        ([kind, name]) => html`
        <p key=${kind}>
          <button type="button" onClick=${() => printOnce(order.id, kind)}>${t("Print: {slip}", { slip: name })}</button>
          <button type="button" class="plain" onClick=${() => open(order.id, kind)}>${t("{slip} as PDF", { slip: name })}</button>
        </p>
      `,
      )}
  </details>
`;

/** Which printers do not print, since when and why. @param {{ printers: any[], zone: string }} props */
export const PrinterWarnings = ({ printers, zone }) =>
  printers
    .filter((printer) => printer.is_on && printer.failing_since)
    .map(
      (printer) => html`
        <p key=${printer.id} class="printer-trouble" role="alert">
          ${parts("Printer {name} {trouble} since {time}.", { name: html`<b>${printer.name}</b>`, trouble: TROUBLES[printer.trouble] ?? printer.trouble, time: clock(printer.failing_since, zone) })}
          ${" "}${tn("{count} slip waits.", "{count} slips wait.", printer.waiting)} ${t("It is tried again by itself; meanwhile print PDFs.")}
        </p>
      `,
    );
