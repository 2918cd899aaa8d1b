// Which chats are open, which of them fit on the screen, and what is unread in the others.

import { recall, remember } from "./memory.js";

/** Tells "change" whenever something of it changes. Ids are people's ids. */
export class View extends EventTarget {
  open = [];
  visible = new Set();
  unread = new Map();
  #recent = [];
  #capacity = 1;
  #newest = new Map();
  #journey = null;

  constructor(store) {
    super();
    this.store = store;
    store.on("anew", () => this.#forget());
    store.on("snapshot", () => this.#catchUp());
    store.on("message", ({ chat_id: id, message }) => this.#arrived(id, message));
  }

  get active() {
    return this.#recent[0] ?? null;
  }

  get unreadTotal() {
    return [...this.unread.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Open a chat, or bring it into view. */
  show(id) {
    if (!this.open.includes(id)) this.open.push(id);
    this.touch(id);
    remember("open", this.open);
    this.#settle();
  }

  /** Note that someone works in this chat; the latest ones stay in view. */
  touch(id) {
    this.#recent = [id, ...this.#recent.filter((each) => each !== id)];
  }

  close(id) {
    this.open = this.open.filter((each) => each !== id);
    this.#recent = this.#recent.filter((each) => each !== id);
    remember("open", this.open);
    this.#settle();
  }

  /**
   * Move the clock with `move`, and bring the chats into view in which something came meanwhile,
   * as far as they fit. Resolves with the messages of bots that came, as [person id, message].
   */
  async travel(move) {
    const came = [];
    this.#journey = came;
    try {
      await move();
    } finally {
      this.#journey = null;
    }
    const ids = [...new Set(came.map(([id]) => id))];
    if (ids.some((id) => !this.visible.has(id))) ids.toReversed().forEach((id) => this.show(id));
    return came;
  }

  /** How many chats fit side by side. */
  fit(capacity) {
    if (capacity === this.#capacity) return;
    this.#capacity = capacity;
    this.#settle();
  }

  #settle() {
    this.visible = new Set(this.#recent.slice(0, this.#capacity));
    this.visible.forEach((id) => this.unread.delete(id));
    this.dispatchEvent(new Event("change"));
  }

  /** It has started over: whoever is open at first is open again. */
  #forget() {
    this.open = [];
    this.unread.clear();
    this.#recent = [];
    this.#newest.clear();
    remember("open", null);
    this.#settle();
  }

  #catchUp() {
    const { people, chats } = this.store;
    const first = this.#newest.size === 0;
    if (first) {
      const standard = [...people.values()].filter((person) => person.open).map(({ id }) => id);
      this.open = recall("open", standard).filter((id) => people.has(id));
      if (this.open.length === 0) this.open = standard;
    }
    this.open = this.open.filter((id) => people.has(id));
    this.#recent = [...this.#recent, ...this.open].filter(
      (id, index, all) => people.has(id) && all.indexOf(id) === index,
    );
    for (const id of people.keys()) {
      const seen = this.#newest.get(id) ?? Infinity;
      const messages = [...(chats.get(id)?.messages.values() ?? [])];
      const missed = messages.filter((each) => each.from?.is_bot && each.message_id > seen).length;
      if (missed && !first) this.unread.set(id, (this.unread.get(id) ?? 0) + missed);
      this.#newest.set(id, messages.at(-1)?.message_id ?? 0);
    }
    this.#settle();
  }

  #arrived(id, message) {
    this.#newest.set(id, Math.max(this.#newest.get(id) ?? 0, message.message_id));
    if (message.from?.is_bot) this.#journey?.push([id, message]);
    if (message.from?.is_bot && !this.visible.has(id)) {
      this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
    }
    this.dispatchEvent(new Event("change"));
  }
}
