// The lists of the money page: where each comes from, what a row says, and what may be done about it.

import { dateTime, money } from "../kernel/format.js";
import { claims } from "../kernel/session.js";

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
const CONFIRM = { label: "Confirm", done: "Confirmed.", path: (row) => `/payments/cash-counts/${row.id}/confirm` };
/** @type {Act} */
const EXPLAIN = {
  label: "Explain",
  done: "Explained.",
  ask: "why",
  field: "reason",
  path: (row) => `/payments/cash-counts/${row.id}/explain`,
};
/** @type {Act} */
const GIVEN = {
  label: "Given back",
  done: "Given back.",
  ask: "note",
  field: "note",
  optional: true,
  path: (row) => `/payments/owed-cash/${row.order_id}/return`,
};
/** @type {Act} */
const APPROVE = { label: "Approve", done: "Approved.", path: (row) => `/payments/refunds/${row.id}/approve` };
/** @type {Act} */
const DECLINE = {
  label: "Decline",
  done: "Declined.",
  question: (row) => ({ title: "Decline this refund?", text: `${row.order_number}: ${amount(row, "amount")}` }),
  path: (row) => `/payments/refunds/${row.id}/decline`,
};
/** @type {Act} */
const REPEAT = { label: "Send again", done: "Sent again.", path: (row) => `/payments/refunds/${row.id}/retry` };

/** @type {List[]} */
export const LISTS = [
  {
    id: "cash",
    title: "Cash that differs",
    from: "/payments/cash-counts?open=true",
    facts: (row, { zone, courier }) => ({
      Courier: courier(row),
      Expected: amount(row, "expected"),
      Counted: amount(row, "counted"),
      Difference: amount(row, "difference"),
      At: dateTime(row.counted_at, zone),
      Note: row.note,
      Explanation: row.explanation,
    }),
    waits: (row) => row.explanation !== "" && isMine(row.explained_by) && "Somebody else has to confirm.",
    acts: (row) => (row.explanation && !isMine(row.explained_by) ? [CONFIRM, EXPLAIN] : [EXPLAIN]),
  },
  {
    id: "owed",
    title: "Cash owed to customers",
    from: "/payments/owed-cash?open=true",
    facts: (row, { zone, courier }) => ({
      Order: row.order_number,
      Amount: amount(row, "amount"),
      Courier: courier(row),
      Taken: dateTime(row.taken_at, zone),
    }),
    acts: () => [GIVEN],
  },
  {
    id: "decide",
    title: "Refunds to decide",
    from: "/payments/refunds?status=AWAITING_APPROVAL",
    facts: (row, { zone }) => ({
      Order: row.order_number,
      Amount: amount(row, "amount"),
      Reason: row.reason,
      Asked: dateTime(row.created_at, zone),
    }),
    waits: (row) => isMine(row.requested_by) && "Somebody else has to decide.",
    acts: (row) => (isMine(row.requested_by) ? [] : [APPROVE, DECLINE]),
  },
  {
    id: "failed",
    title: "Refunds that came back",
    from: "/payments/refunds?status=FAILED",
    facts: (row) => ({ Order: row.order_number, Amount: amount(row, "amount"), Reason: row.reason, Why: row.code }),
    acts: () => [REPEAT],
  },
  {
    id: "disputes",
    title: "Disputed payments",
    from: "/payments/disputes?open=true",
    facts: (row, { zone }) => ({
      Order: row.order_number,
      Taken: amount(row, "charged_back"),
      Since: dateTime(row.since, zone),
    }),
    waits: () => "The customer's bank decides.",
    acts: () => [],
  },
];
