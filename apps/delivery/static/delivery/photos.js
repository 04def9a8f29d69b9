// The photo at the door: made small on the phone, kept there until the platform has it.

import { isOffline, upload } from "../kernel/api.js";
import { get, keys, put, recall, remember, remove } from "./storage.js";

const MAX_SIDE = 1_280;

const UNREADABLE =
  "This photo cannot be read here. Take a JPEG, PNG or WebP photo; on an iPhone choose Settings, Camera, Formats, Most Compatible.";

async function small(file) {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error(UNREADABLE);
  });
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
}

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
      if (isOffline(error)) throw new Error("The photo is sent when you are connected.");
      await remove("photos", delivery);
      throw error;
    }
    await remove("photos", delivery);
  }
}
