// Photos made small before they are sent: platforms take them up to a size that no camera keeps to.

import { t } from "./texts.js";

const MAX_SIDE = 1_280;

const UNREADABLE = t(
  "This photo cannot be read here. Take a JPEG, PNG or WebP photo; on an iPhone choose Settings, Camera, Formats, Most Compatible.",
);

/**
 * The photo as a JPEG of at most `MAX_SIDE` pixels a side.
 * @param {Blob} file
 * @returns {Promise<Blob>}
 */
export async function small(file) {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error(UNREADABLE);
  });
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((made) => resolve(/** @type {Blob} */ (made)), "image/jpeg", 0.8));
}
