// What calls the kitchen to a new order: a sound until somebody accepts it, and the number of new ones in the title.
// A browser lets a page sound only once somebody has touched it, so the sound is switched on by hand, once a device.

import { t } from "../kernel/texts.js";
import { html, Store, useStore } from "../kernel/ui.js";

const KEY = "dominos.sound";
const EVERY_MS = 2500;
const TONES = [880, 660, 880];
const TONE_SECONDS = 0.16;

/** `isOn`: the device's choice; `isHeard`: whether the browser lets the page sound yet. */
const sound = new Store({ isOn: localStorage.getItem(KEY) === "on", isHeard: false });
const title = document.title;
/** @type {AudioContext | null} */
let audio = null;
let timer = 0;
let waiting = 0;

// Plays three tones that carry through a kitchen.
function ring() {
  const context = audio;
  if (context?.state !== "running") return;
  TONES.forEach((pitch, index) => {
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    const begin = context.currentTime + index * TONE_SECONDS * 1.2;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.35, begin);
    volume.gain.exponentialRampToValueAtTime(0.01, begin + TONE_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + TONE_SECONDS);
  });
  document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
}

async function unlock() {
  if (!sound.value.isOn) return;
  audio ??= new AudioContext();
  await audio.resume();
  sound.set({ isHeard: audio.state === "running" });
  if (waiting) ring();
}

function toggle() {
  const isOn = !sound.value.isOn;
  localStorage.setItem(KEY, isOn ? "on" : "off");
  sound.set({ isOn });
  if (isOn) return unlock();
  return audio?.suspend();
}

/** The button that switches the sound on and off, and says when it cannot be heard yet. */
export function SoundButton() {
  const { isOn, isHeard } = useStore(sound);
  const words = !isOn
    ? t("Sound is off: switch it on")
    : isHeard
      ? t("Sound is on")
      : t("Touch the page to hear new orders");
  return html`<button type="button" class=${isOn && isHeard ? "plain" : "alarm-off"} aria-pressed=${isOn} onClick=${toggle}>${words}</button>`;
}

/**
 * Calls for so many new orders, from now on until there are none.
 * @param {number} count
 */
export function callFor(count) {
  const hasMore = count > waiting;
  waiting = count;
  document.title = count ? `(${count}) ${t("new")} · ${title}` : title;
  if (!count) {
    clearInterval(timer);
    timer = 0;
  } else if (!timer) {
    timer = window.setInterval(ring, EVERY_MS);
  }
  if (hasMore) ring();
}

// A device on which the sound was switched on before sounds again with the first touch or key.
for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => !sound.value.isHeard && unlock());
unlock();
