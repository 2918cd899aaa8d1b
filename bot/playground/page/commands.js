// The command menu above the composer: the "/" button or typing "/" opens it, typing filters it.

import { el } from "./dom.js";

let count = 0;

export class CommandMenu {
  #shown = [];
  #chosen = 0;

  /** `input`: the textarea; `commands()`: the chat's commands; `send(text)`: what choosing does. */
  constructor(input, commands, send) {
    this.input = input;
    this.commands = commands;
    this.send = send;
    this.id = `commands-${++count}`;
    this.element = el("div", {
      class: "commands",
      role: "listbox",
      id: this.id,
      "aria-label": "Commands",
      hidden: true,
    });
    input.setAttribute("aria-controls", this.id);
    input.setAttribute("aria-autocomplete", "list");
    // Choosing must not take the focus from the text field.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get open() {
    return !this.element.hidden;
  }

  /** Follow what is typed. */
  update() {
    const typed = /^\/(\w*)$/.exec(this.input.value);
    if (typed) this.show(typed[1].toLowerCase());
    else this.hide();
  }

  show(filter = "") {
    this.#shown = this.commands().filter(({ command }) => command.startsWith(filter));
    // What is typed in full is meant, also where a longer one begins like it.
    this.#chosen = Math.max(
      this.#shown.findIndex(({ command }) => command === filter),
      0,
    );
    this.element.hidden = this.#shown.length === 0;
    this.element.replaceChildren(...this.#shown.map((each, index) => this.#option(each, index)));
    this.#mark();
  }

  hide() {
    this.element.hidden = true;
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Handle a key of the text field; true when it was for the menu. */
  key(event) {
    if (!this.open) return false;
    const last = this.#shown.length - 1;
    switch (event.key) {
      case "ArrowDown":
        this.#chosen = this.#chosen === last ? 0 : this.#chosen + 1;
        this.#mark();
        break;
      case "ArrowUp":
        this.#chosen = this.#chosen === 0 ? last : this.#chosen - 1;
        this.#mark();
        break;
      case "Enter":
        this.#choose(this.#shown[this.#chosen]);
        break;
      case "Tab":
        this.#write(`/${this.#shown[this.#chosen].command} `);
        break;
      case "Escape":
        this.hide();
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  #choose({ command }) {
    this.#write("");
    this.send(`/${command}`);
  }

  /** Change the field as typing would, so that all that follows it follows. */
  #write(text) {
    this.input.value = text;
    this.input.dispatchEvent(new Event("input"));
    this.hide();
  }

  #option(command, index) {
    return el(
      "div",
      {
        class: "command",
        role: "option",
        id: `${this.id}-${index}`,
        on: { click: () => this.#choose(command) },
      },
      el("span", { class: "command-name", text: `/${command.command}` }),
      " ",
      el("span", { class: "command-about", dir: "auto", text: command.description }),
    );
  }

  #mark() {
    if (!this.open) return;
    [...this.element.children].forEach((option, index) => {
      const chosen = index === this.#chosen;
      option.setAttribute("aria-selected", String(chosen));
      if (chosen) option.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `${this.id}-${this.#chosen}`);
  }
}
