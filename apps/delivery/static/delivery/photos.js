// The photo at the door: made small on the phone, kept there until the platform has it.

import { isOffline, upload } from "../kernel/api.js";
import { small } from "../kernel/pictures.js";
import { t } from "../kernel/texts.js";
import { get, keys, put, recall, remember, remove } from "./storage.js";

export const isTaken = (delivery) => recall("photographed", []).includes(delivery);

export async function take(delivery, file) {
  await put("photos", await small(file), delivery);
  await sendAll();
}

// Sends the photos the platform does not have yet; throws what it refuses.
export async function sendAll() {
  for (const delivery of await keys("photos")) {
    const form = new FormData();
    form.append("photo", await get("photos", delivery), "door.jpg");
    try {
      await upload(`/deliveries/${delivery}/photo`, form);
      remember("photographed", [...recall("photographed", []).slice(-20), delivery]);
    } catch (error) {
      if (isOffline(error)) throw new Error(t("The photo is sent when you are connected."));
      await remove("photos", delivery);
      throw error;
    }
    await remove("photos", delivery);
  }
}
