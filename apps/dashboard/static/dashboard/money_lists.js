// The lists of the money page: where each comes from, what a row says, and what may be done about it.

import { dateTime, money } from "../kernel/format.js";
import { claims } from "../kernel/session.js";
import { t } from "../kernel/texts.js";

/**
 * @typedef {object} Act
 * @property {string} label what its button says
 * @property {(row: any) => string} path where it is posted
 * @property {string} done what is said when it is done
 * @property {(row: any) => { title: string, text: string }} [question] what is asked before it is done
 * @property {string} [ask] what is asked for
 * @property {string} [field] the name of what is asked for
 * @property {boolean} [optional]
 */
/**
 * @typedef {object} List
 * @property {string} id
 * @property {string} title
 * @property {string} from
 * @property {(row: any, about: { zone: string, courier: (row: any) => string }) => Record<string, string>} facts
 * @property {(row: any) => string | false} [waits] why nothing can be done about it here
 * @property {(row: any) => Act[]} acts
 */

const isMine = (id) => claims().sub === id;
const amount = (row, name) => money(row[name], row.currency);

/** @type {Act} */
const CONFIRM = {
  label: t("Confirm"),
  done: t("Confirmed."),
  path: (row) => `/payments/cash-counts/${row.id}/confirm`,
};
/** @type {Act} */
const EXPLAIN = {
  label: t("Explain"),
  done: t("Explained."),
  ask: t("why"),
  field: "reason",
  path: (row) => `/payments/cash-counts/${row.id}/explain`,
};
/** @type {Act} */
const GIVEN = {
  label: t("Given back"),
  done: t("Given back."),
  ask: t("note"),
  field: "note",
  optional: true,
  path: (row) => `/payments/owed-cash/${row.order_id}/return`,
};
/** @type {Act} */
const APPROVE = { label: t("Approve"), done: t("Approved."), path: (row) => `/payments/refunds/${row.id}/approve` };
/** @type {Act} */
const DECLINE = {
  label: t("Decline"),
  done: t("Declined."),
  question: (row) => ({ title: t("Decline this refund?"), text: `${row.order_number}: ${amount(row, "amount")}` }),
  path: (row) => `/payments/refunds/${row.id}/decline`,
};
/** @type {Act} */
const REPEAT = { label: t("Send again"), done: t("Sent again."), path: (row) => `/payments/refunds/${row.id}/retry` };

/** @type {List[]} */
export const LISTS = [
  {
    id: "cash",
    title: t("Cash that differs"),
    from: "/payments/cash-counts?open=true",
    facts: (row, { zone, courier }) => ({
      [t("Courier")]: courier(row),
      [t("Expected")]: amount(row, "expected"),
      [t("Counted")]: amount(row, "counted"),
      [t("Difference")]: amount(row, "difference"),
      [t("At")]: dateTime(row.counted_at, zone),
      [t("Note")]: row.note,
      [t("Explanation")]: row.explanation,
    }),
    waits: (row) => row.explanation !== "" && isMine(row.explained_by) && t("Somebody else has to confirm."),
    acts: (row) => (row.explanation && !isMine(row.explained_by) ? [CONFIRM, EXPLAIN] : [EXPLAIN]),
  },
  {
    id: "owed",
    title: t("Cash owed to customers"),
    from: "/payments/owed-cash?open=true",
    facts: (row, { zone, courier }) => ({
      [t("Order")]: row.order_number,
      [t("Amount")]: amount(row, "amount"),
      [t("Courier")]: courier(row),
      [t("Taken")]: dateTime(row.taken_at, zone),
    }),
    acts: () => [GIVEN],
  },
  {
    id: "decide",
    title: t("Refunds to decide"),
    from: "/payments/refunds?status=AWAITING_APPROVAL",
    facts: (row, { zone }) => ({
      [t("Order")]: row.order_number,
      [t("Amount")]: amount(row, "amount"),
      [t("Reason")]: row.reason,
      [t("Asked")]: dateTime(row.created_at, zone),
    }),
    waits: (row) => isMine(row.requested_by) && t("Somebody else has to decide."),
    acts: (row) => (isMine(row.requested_by) ? [] : [APPROVE, DECLINE]),
  },
  {
    id: "failed",
    title: t("Refunds that came back"),
    from: "/payments/refunds?status=FAILED",
    facts: (row) => ({
      [t("Order")]: row.order_number,
      [t("Amount")]: amount(row, "amount"),
      [t("Reason")]: row.reason,
      [t("Why")]: row.code,
    }),
    acts: () => [REPEAT],
  },
  {
    id: "disputes",
    title: t("Disputed payments"),
    from: "/payments/disputes?open=true",
    facts: (row, { zone }) => ({
      [t("Order")]: row.order_number,
      [t("Taken")]: amount(row, "charged_back"),
      [t("Since")]: dateTime(row.since, zone),
    }),
    waits: () => t("The customer's bank decides."),
    acts: () => [],
  },
];
