// The columns: a Chat for every open person, as many in view as fit.

import { Chat } from "./chat.js";
import { button, el } from "./dom.js";

// In rem: with larger letters, fewer chats stand side by side.
const NARROWEST = 20.6;

export class Deck {
  #chats = new Map();

  constructor(root, store, view) {
    this.root = root;
    this.store = store;
    this.view = view;
    this.nothing = el(
      "div",
      { class: "nothing", hidden: true },
      el("p", { text: "No chat is open." }),
      button("Open the first one", () => view.show(store.people.keys().next().value), {
        class: "primary",
      }),
    );
    root.append(this.nothing);
    new ResizeObserver(() => this.#measure()).observe(root);
    store.on("anew", () => this.#clear());
    view.addEventListener("change", () => this.#draw());
    root.addEventListener("focusin", (event) => this.#touched(event));
    root.addEventListener("pointerdown", (event) => this.#touched(event));
  }

  /** Bring a chat into view and put the cursor into it. */
  enter(id) {
    this.view.show(id);
    const chat = this.#chats.get(id);
    chat?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    // On a touch screen the focus would raise the keyboard over half of the chat.
    if (matchMedia("(hover: hover)").matches) chat?.focus();
  }

  tick() {
    this.#chats.forEach((chat) => chat.tick());
  }

  #measure() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.view.fit(Math.max(1, Math.floor(this.root.clientWidth / (NARROWEST * rem))));
  }

  #touched(event) {
    const column = event.target.closest(".chat");
    if (column) this.view.touch(Number(column.dataset.person));
  }

  #draw() {
    const { open, visible } = this.view;
    for (const [id, chat] of this.#chats) {
      if (!open.includes(id)) {
        chat.dispose();
        this.#chats.delete(id);
      }
    }
    for (const id of open) {
      if (visible.has(id) && !this.#chats.has(id)) this.#create(id);
      const chat = this.#chats.get(id);
      if (!chat) continue;
      const wasHidden = chat.element.hidden;
      chat.element.hidden = !visible.has(id);
      if (wasHidden && !chat.element.hidden) chat.shown();
    }
    this.root.dataset.columns = visible.size;
    this.nothing.hidden = !this.store.loaded || visible.size > 0;
  }

  #clear() {
    this.#chats.forEach((chat) => chat.dispose());
    this.#chats.clear();
  }

  #create(id) {
    const chat = new Chat(this.store, id, () => this.#close(id));
    this.#chats.set(id, chat);
    const order = this.view.open;
    const after = order.slice(order.indexOf(id) + 1).map((each) => this.#chats.get(each)?.element);
    this.root.insertBefore(chat.element, after.find(Boolean) ?? null);
    chat.shown();
  }

  #close(id) {
    this.view.close(id);
    const next = this.#chats.get(this.view.active);
    if (next) next.focus();
  }
}
