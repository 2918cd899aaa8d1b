// Everything the server told us: people, chats, the clock. It changes only by what arrives from
// the server; whoever shows a part of it listens for that part.

/**
 * Events, each a CustomEvent whose detail is the server's own event:
 * "snapshot", "person", "message", "edit", "delete", "answer", "action", "commands", "blocked",
 * "clock", "link" (`{connected}`), and "anew": it has started over, and nothing of before counts.
 */
export class Store extends EventTarget {
  bot = { first_name: "Bot", username: "" };
  people = new Map();
  chats = new Map();
  world = null;
  forgetsWithTheBot = false;
  offset = 0;
  canJumpToNext = false;
  loaded = false;
  #ahead = 0;

  /** Call `listener(detail)` for events of a type; returns the function that stops it. */
  on(type, listener) {
    const handler = (event) => listener(event.detail);
    this.addEventListener(type, handler);
    return () => this.removeEventListener(type, handler);
  }

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** The simulated time, in epoch seconds. */
  now() {
    return Date.now() / 1000 + this.#ahead;
  }

  chat(id) {
    if (!this.chats.has(id)) {
      this.chats.set(id, { messages: new Map(), commands: [], blocked: false });
    }
    return this.chats.get(id);
  }

  /** Take over a whole answer of GET /playground/state. */
  replace(snapshot) {
    const anew = this.world !== null && this.world !== snapshot.world;
    this.world = snapshot.world;
    this.forgetsWithTheBot = snapshot.forgets_with_the_bot;
    this.bot = snapshot.bot;
    this.canJumpToNext = snapshot.can_jump_to_next;
    this.people = new Map(snapshot.people.map((person) => [person.id, person]));
    this.chats = new Map(
      Object.entries(snapshot.chats).map(([id, chat]) => [
        Number(id),
        { ...chat, messages: new Map(chat.messages.map((each) => [each.message_id, each])) },
      ]),
    );
    this.#setClock(snapshot);
    this.loaded = true;
    if (anew) this.tell("anew");
    this.tell("snapshot");
    this.tell("clock");
  }

  /** Apply one server-sent event. The same event twice is the same as once. */
  apply(event) {
    const chat = event.chat_id == null ? null : this.chat(event.chat_id);
    switch (event.type) {
      case "message":
      case "edit":
        chat.messages.set(event.message.message_id, event.message);
        break;
      case "delete":
        chat.messages.delete(event.message_id);
        break;
      case "commands":
        chat.commands = event.commands;
        break;
      case "blocked":
        chat.blocked = event.blocked;
        break;
      case "person":
        this.people.set(event.person.id, event.person);
        break;
      case "clock":
        this.#setClock(event);
        break;
    }
    this.tell(event.type, event);
  }

  #setClock({ now, offset }) {
    this.offset = offset;
    this.#ahead = now - Date.now() / 1000;
  }
}
