// Suggestions under a search field, as a combobox: arrows choose, Enter takes, Escape closes.

const WAIT_MS = 150;

export class Search {
  #hits = [];
  #at = -1;
  #waiting = 0;
  #asked = 0;

  // `find(text)` gives hits; `onTake(hit)` is called for the one that is taken, `onTrouble(error)` when nobody answers.
  constructor(field, list, { find, onTake, onTrouble }) {
    Object.assign(this, { field, list, find, onTake, onTrouble });
    field.addEventListener("input", () => this.later());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => setTimeout(() => this.show([]), 150));
  }

  later() {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => this.ask(), WAIT_MS);
  }

  async ask() {
    const text = this.field.value.trim();
    this.#asked += 1;
    const number = this.#asked;
    try {
      const hits = text.length < 2 ? [] : await this.find(text);
      if (number === this.#asked) this.show(hits);
    } catch (error) {
      if (number === this.#asked) this.onTrouble(error);
    }
  }

  show(hits) {
    this.#hits = hits;
    this.#at = -1;
    this.list.replaceChildren(
      ...hits.map((hit, index) => {
        const item = Object.assign(document.createElement("li"), { id: `hit-${index}`, textContent: hit.label });
        item.setAttribute("role", "option");
        item.addEventListener("pointerdown", (event) => (event.preventDefault(), this.take(hit)));
        return item;
      }),
    );
    this.list.hidden = !hits.length;
    this.field.setAttribute("aria-expanded", String(Boolean(hits.length)));
    this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#hits.length) {
      event.preventDefault();
      this.choose((this.#at + step + this.#hits.length) % this.#hits.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const hit = this.#hits[Math.max(this.#at, 0)];
      if (hit) this.take(hit);
      else this.ask();
    } else if (event.key === "Escape") {
      this.show([]);
    }
  }

  choose(index) {
    this.#at = index;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    this.field.setAttribute("aria-activedescendant", `hit-${index}`);
  }

  // A street alone asks for its doors; a door is taken.
  take(hit) {
    if (hit.precision === "street") {
      this.field.value = `${hit.street} `;
      this.field.focus();
      this.show([]);
    } else {
      this.field.value = hit.label;
      this.show([]);
    }
    this.onTake(hit);
  }
}
