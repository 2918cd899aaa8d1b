// What to try first. Shown until it is closed, and again from the "?" button.

import { button, el } from "./dom.js";
import { recall, remember } from "./memory.js";

const STEPS = [
  ["Book", "In Mia’s chat press Start, then Book a session, and tap your way to a time."],
  ["Approve", "Anna, the coach, gets a card: tap Approve, and Mia hears of it at once."],
  ["Travel", "Move the clock to the next reminder and see it arrive; Start over undoes it all."],
];

const KEYS =
  "Keys: / for commands, Alt+1 to Alt+9 to change chats, arrows between buttons, ↑ to the messages " +
  "and on to older ones, → into their buttons.";

export class Hint {
  constructor(root) {
    this.root = root;
    if (!recall("hint-closed", false)) this.open();
  }

  toggle() {
    if (this.root.firstChild) this.close();
    else this.open();
  }

  open() {
    this.root.replaceChildren(
      el(
        "section",
        { class: "hint", "aria-label": "What to try" },
        el("p", {
          class: "hint-lead",
          text: "Everyone here talks to the same bot. You play them all.",
        }),
        el(
          "ol",
          {},
          ...STEPS.map(([name, words]) => el("li", {}, el("strong", { text: `${name}.` }), ` ${words}`)),
        ),
        el("p", {
          class: "hint-keys",
          text: KEYS,
        }),
        button("Got it", () => this.close(), { class: "plain" }),
      ),
    );
  }

  close() {
    this.root.replaceChildren();
    remember("hint-closed", true);
  }
}
