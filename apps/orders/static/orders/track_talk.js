// The customer's side of the conversation with the courier.

import { Conversation, isEmpty } from "../delivery/chat.js";
import { askPublic, isOffline, postPublic, putPublic } from "../kernel/api.js";
import { t } from "../kernel/texts.js";
import { html, Store, useEffect, useRef, useState, useStore } from "../kernel/ui.js";

/** Counts what the socket says about the conversation. */
const news = new Store({ count: 0 });
export const askTalk = () => news.set({ count: news.value.count + 1 });

/** The states in which somebody may have been asked to bring it. */
const BROUGHT = [
  "ACCEPTED",
  "PREPARING",
  "BAKING",
  "READY",
  "OUT_FOR_DELIVERY",
  "ARRIVED",
  "COMPLETED",
  "DELIVERY_FAILED",
  "RETURNED",
];

/** @param {{ order: any, token: string, zone: string }} props */
export function Talk({ order, token, zone }) {
  const { count } = useStore(news);
  const [talk, setTalk] = useState(/** @type {any} */ (null));
  const key = useRef(crypto.randomUUID());
  const path = /** @type {const} */ (`/track/${token}/messages`);
  const isBrought = order.service === "DELIVERY" && BROUGHT.includes(order.status);
  useEffect(() => {
    if (isBrought) askPublic(path).then(setTalk, () => {});
  }, [isBrought, order.sequence, count]);
  if (!isBrought || !talk) return null;
  const send = async (said) => {
    try {
      setTalk(await postPublic(path, said, key.current));
      key.current = crypto.randomUUID();
    } catch (error) {
      if (!isOffline(error)) key.current = crypto.randomUUID();
      throw error;
    }
  };
  const read = (number) => putPublic(`${path}/read`, { number }).then(setTalk, () => {});
  const calling = {
    label: t("Call {courier}, your courier", { courier: talk.courier_name }),
    hint: t("From the telephone that you gave with the order: neither of you sees the other's number."),
    call: () => postPublic(`/track/${token}/calls`, {}),
  };
  const title = t("Message {courier}, your courier", { courier: talk.courier_name });
  return html`
    <section id="talk" class=${talk.is_open || !isEmpty(talk) ? "part" : ""}>
      <${Conversation} talk=${talk} side="customer" title=${title} id="say" zone=${zone} send=${send} read=${read} calling=${calling} />
    </section>
  `;
}
