// Passkeys: options and answers are JSON texts, as the API has them; what the browser wants are bytes.

import { t } from "./texts.js";

/** Whether this browser knows passkeys here: not on plain HTTP, nor where the host is a bare address. */
export const canUsePasskeys = () => "PublicKeyCredential" in window && !/^[\d.]+$|:/.test(location.hostname);

/** @param {string} text in base64url */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

/** @param {ArrayBuffer | null | undefined} bytes */
const toText = (bytes) =>
  bytes
    ? btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=+$/, "")
    : undefined;

/** @param {any[] | undefined} known */
const described = (known) => known?.map((each) => ({ ...each, id: toBytes(each.id) }));

/**
 * Asks the browser, and says in words why nothing came.
 * @param {() => Promise<any>} ask
 */
async function answered(ask) {
  const made = await ask().catch(() => null);
  if (!made) throw new Error(t("No passkey was used."));
  const { response } = made;
  return JSON.stringify({
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    clientExtensionResults: made.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: toText(response.userHandle),
    },
  });
}

/**
 * Makes a passkey on this device.
 * @param {string} options
 * @returns {Promise<string>}
 */
export function createPasskey(options) {
  const asked = JSON.parse(options);
  const user = { ...asked.user, id: toBytes(asked.user.id) };
  const publicKey = {
    ...asked,
    user,
    challenge: toBytes(asked.challenge),
    excludeCredentials: described(asked.excludeCredentials),
  };
  return answered(() => navigator.credentials.create({ publicKey }));
}

/**
 * Signs with a passkey.
 * @param {string} options
 * @returns {Promise<string>}
 */
export function usePasskey(options) {
  const asked = JSON.parse(options);
  const publicKey = {
    ...asked,
    challenge: toBytes(asked.challenge),
    allowCredentials: described(asked.allowCredentials),
  };
  return answered(() => navigator.credentials.get({ publicKey }));
}
