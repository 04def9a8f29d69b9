// A photo that only who is signed in may see, read when it is asked for.

import { document as read } from "../kernel/api.js";
import { tell } from "../kernel/page.js";
import { t } from "../kernel/texts.js";
import { html, useEffect, useState } from "../kernel/ui.js";

/** @param {{ path: string }} props */
export function Photo({ path }) {
  const [address, setAddress] = useState("");
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  const show = () => read(path).then((photo) => setAddress(URL.createObjectURL(photo)), tell);
  if (address) return html`<img src=${address} alt=${t("The customer's photo")} />`;
  return html`<p><button type="button" class="plain" onClick=${show}>${t("Look at the photo")}</button></p>`;
}
