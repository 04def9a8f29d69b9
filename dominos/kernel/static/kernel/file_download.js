// Files that the API makes, kept by the reader.

import { document as read } from "./api.js";
import { tell } from "./page.js";

/** Saves what the API gives under the path. @param {string} path @param {string} name */
export async function save(path, name) {
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await read(path));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (error) {
    tell(error);
  }
}
