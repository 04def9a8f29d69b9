// Putting right what the kitchen and the courier read, by the link; and who is called, by the customer who is signed in.

import { patch, patchPublic, reasonOf } from "../kernel/api.js";
import { isSignedIn } from "../kernel/session.js";
import { t } from "../kernel/texts.js";
import { html, toast, useEffect, useState } from "../kernel/ui.js";
import { ownOrder } from "./track_own_order.js";

const CONTACT = [
  ["contact_name", t("Name"), "name", "text"],
  ["contact_phone", t("Telephone"), "tel", "tel"],
  ["contact_email", t("E-mail"), "email", "email"],
];

/**
 * A form that says what became of it.
 * @param {{ send: (fields: FormData) => Promise<void>, label: string, children?: any }} props
 */
function Form({ send, label, children }) {
  const [refusal, setRefusal] = useState("");
  const submit = async (event) => {
    event.preventDefault();
    try {
      await send(new FormData(event.target));
      setRefusal("");
      toast(t("The store knows."));
    } catch (error) {
      setRefusal(reasonOf(error));
    }
  };
  return html`
    <form onSubmit=${submit}>
      ${children}
      <p role="alert">${refusal}</p>
      <button>${label}</button>
    </form>
  `;
}

// What was written before is not told by a link: a field left empty changes nothing.
/** @param {FormData} fields */
function notesOf(fields) {
  const written = [...fields].filter(([, text]) => text);
  const lines = written.filter(([name]) => name.startsWith("line-")).map(([name, text]) => [name.slice(5), text]);
  const others = Object.fromEntries(written.filter(([name]) => !name.startsWith("line-")));
  return lines.length ? { ...others, line_notes: Object.fromEntries(lines) } : others;
}

/** @param {{ order: any, token: string, take: (order: any) => void }} props */
function Notes({ order, token, take }) {
  const may = (what) => order.may_correct.includes(what);
  const send = async (fields) => {
    const notes = notesOf(fields);
    if (!Object.keys(notes).length) throw new Error(t("Write what is to be changed."));
    take(await patchPublic(`/track/${token}/details`, notes));
  };
  return html`
    <${Form} send=${send} label=${t("Change the notes")}>
      ${may("instructions") && html`<label>${t("For the store or the courier")} <input name="instructions" maxlength="500" autocomplete="off" /></label>`}
      ${may("address_note") && html`<label>${t("How to find the door")} <input name="address_note" maxlength="200" autocomplete="off" /></label>`}
      ${
        may("line_notes") &&
        order.lines.map(
          (line) =>
            html`<label key=${line.number}>${t("For the kitchen, {name}", { name: line.name })} <input name=${`line-${line.number}`} maxlength="200" autocomplete="off" /></label>`,
        )
      }
    <//>
  `;
}

/** @param {{ order: any }} props */
function Contact({ order }) {
  const [mine, setMine] = useState(/** @type {any} */ (null));
  const [refusal, setRefusal] = useState("");
  const open = () => ownOrder(order).then(setMine, (error) => setRefusal(reasonOf(error)));
  useEffect(() => {
    if (isSignedIn()) open();
  }, [order.number]);
  if (!mine)
    return html`
      <button type="button" class="plain" onClick=${open}>${t("Sign in to change who is called")}</button>
      <p role="alert">${refusal}</p>
    `;
  const send = async (fields) => {
    const written = Object.fromEntries([...fields].filter(([, text]) => text));
    setMine(await patch(`/orders/${mine.id}/details`, written));
  };
  return html`
    <${Form} send=${send} label=${t("Change the contact")}>
      ${CONTACT.map(
        ([name, label, complete, type]) => html`
          <label key=${name}>${label}
            <input name=${name} type=${type} value=${mine.contact[name.slice(8)]} autocomplete=${complete} required=${name !== "contact_email"} />
          </label>
        `,
      )}
    <//>
  `;
}

/** @param {{ order: any, token: string, take: (order: any) => void }} props */
export const Change = ({ order, token, take }) => html`
  <details id="change" class="part">
    <summary>${t("Change notes or the contact")}</summary>
    <${Notes} order=${order} token=${token} take=${take} />
    <${Contact} order=${order} />
  </details>
`;
