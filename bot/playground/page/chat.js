// One chat: header, messages, composer. It listens to the store as long as it is open.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { avatar, button, el, fullName, iconButton } from "./dom.js";
import { MessageLog } from "./log.js";
import { openMenu } from "./menu.js";
import { timeOfDay } from "./moment.js";
import { editPerson, languageName } from "./persona.js";
import { openAddress, startPayload, Taps } from "./press.js";
import * as sending from "./sending.js";
import { attempt } from "./toast.js";

const TYPING_LASTS = 5000;

export class Chat {
  #stops = [];
  #typing = null;

  /** `close()` takes the chat off the screen. */
  constructor(store, personId, close) {
    this.store = store;
    this.id = personId;
    this.close = close;
    this.toasts = el("div", { class: "toasts", role: "status" });
    this.context = {
      person: store.people.get(personId),
      bot: store.bot,
      toasts: this.toasts,
      now: () => store.now(),
      command: (text) => this.composer.send(text),
      link: (url, shown) => this.#follow(url, shown),
      press: (...tap) => this.taps.press(...tap),
      reply: (message) => this.composer.replyTo(message),
      compose: () => this.composer.focus(),
      back: () => this.log.focusLast(),
      jump: (messageId) => this.log.jump(messageId),
    };
    this.taps = new Taps(this.context);
    this.log = new MessageLog(this.context, `Messages of ${fullName(this.context.person)}`);
    this.composer = new Composer(store, this.context);
    this.header = el("header", { class: "chat-head" });
    this.doing = el("p", { class: "typing-word" });
    this.empty = this.#emptyCard();
    this.log.tail.append(this.empty, typingBubble());
    this.element = el(
      "section",
      { class: "chat", data: { person: personId } },
      this.header,
      el("div", { class: "chat-body" }, this.log.element, this.toasts),
      this.composer.element,
    );
    this.#drawHeader();
    this.log.sync([...this.messages.values()]);
    this.#drawEmpty();
    this.#listen();
  }

  get messages() {
    return this.store.chat(this.id).messages;
  }

  shown() {
    this.composer.shown();
    this.log.shown();
  }

  focus() {
    this.composer.focus();
  }

  /** Time passed, or the clock was moved. */
  tick() {
    const now = timeOfDay(this.store.now(), this.context.person);
    if (this.clock.textContent !== now) this.clock.textContent = now;
    this.log.refresh();
  }

  dispose() {
    clearTimeout(this.#typing);
    this.#stops.forEach((stop) => stop());
    this.element.remove();
  }

  #listen() {
    const mine = {
      message: ({ message }) => this.#arrived(message),
      edit: ({ message }) => this.#arrived(message),
      delete: ({ message_id: id }) => this.#deleted(id),
      answer: (event) => this.taps.answered(event),
      action: ({ action }) => this.#setTyping(action),
      commands: () => this.composer.draw(),
      blocked: () => this.composer.draw(),
    };
    for (const [type, listener] of Object.entries(mine)) {
      this.#stops.push(this.store.on(type, (event) => event.chat_id === this.id && listener(event)));
    }
    this.#stops.push(
      this.store.on("snapshot", () => this.#renew()),
      this.store.on("person", ({ person }) => person.id === this.id && this.#changed(person)),
    );
  }

  #arrived(message) {
    if (message.from?.is_bot) this.#setTyping(null);
    this.log.put(message);
    this.#drawEmpty();
    this.composer.draw();
  }

  #deleted(id) {
    this.log.remove(id);
    this.#drawEmpty();
    this.composer.draw();
  }

  #renew() {
    this.context.bot = this.store.bot;
    this.taps.releaseAll();
    this.log.sync([...this.messages.values()]);
    this.#changed(this.store.people.get(this.id) ?? this.context.person);
    this.#drawEmpty();
  }

  #changed(person) {
    const before = this.context.person;
    this.context.person = person;
    const other = JSON.stringify(before) !== JSON.stringify(person);
    if (other) {
      this.log.sync([...this.messages.values()], true);
      this.#drawHeader();
    }
    this.composer.draw();
  }

  #drawHeader() {
    const { person } = this.context;
    const name = fullName(person);
    this.element.setAttribute("aria-label", name);
    this.clock = el("span", { class: "own-time", text: timeOfDay(this.store.now(), person) });
    this.menuButton = iconButton("dots", `Menu of ${name}`, () => this.#openMenu(), {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
    this.header.replaceChildren(
      avatar(person),
      el(
        "div",
        { class: "who" },
        el(
          "h2",
          {},
          el("span", { class: "name", dir: "auto", title: name, text: name }),
          " ",
          el("span", { class: `role ${person.role}`, text: person.role }),
        ),
        el(
          "p",
          { class: "where" },
          this.clock,
          dot(),
          el("span", { class: "zone", text: person.zone.replaceAll("_", " ") }),
          dot(),
          el("span", { class: "language-name", text: languageName(person.language) }),
          // Where there is no room for the name; who listens hears the name in any case.
          " ",
          el("span", { class: "language-code", "aria-hidden": "true", text: person.language }),
        ),
        this.doing,
      ),
      this.menuButton,
      iconButton("close", `Close the chat of ${name}`, this.close, { class: "close-chat" }),
    );
  }

  #openMenu() {
    const { store } = this;
    const { person } = this.context;
    const { blocked } = store.chat(this.id);
    openMenu(
      this.menuButton,
      [
        { label: "Open a link…", icon: "link", run: () => sending.openLink(store, person) },
        { label: "Send a contact…", icon: "user", run: () => sending.contact(store, person) },
        { label: "Forward a message…", icon: "forward", run: () => sending.forward(store, person) },
        { label: "Edit this person…", icon: "pen", run: () => editPerson(person) },
        null,
        {
          label: blocked ? "Unblock the bot" : "Block the bot",
          icon: "lock",
          danger: !blocked,
          run: () => attempt(() => api.block(this.id, !blocked)),
        },
      ],
      `Menu of ${fullName(person)}`,
    );
  }

  #emptyCard() {
    return el(
      "div",
      { class: "empty" },
      avatar({ id: 3, first_name: this.store.bot.first_name }),
      el("p", { class: "empty-title", dir: "auto", text: this.store.bot.first_name }),
      el("p", { text: "No messages here yet. Press Start to meet the bot." }),
      button("Start", () => this.composer.send("/start"), { class: "primary" }),
    );
  }

  #drawEmpty() {
    this.empty.hidden = this.messages.size > 0;
  }

  #setTyping(action) {
    clearTimeout(this.#typing);
    this.element.classList.toggle("is-typing", Boolean(action));
    const what = action?.startsWith("upload_") ? "is sending a file…" : "is typing…";
    this.doing.replaceChildren(el("bdi", { text: this.context.bot.first_name }), ` ${what}`);
    if (action) this.#typing = setTimeout(() => this.#setTyping(null), TYPING_LASTS);
  }

  /** A link in a text: true when the page dealt with it, as with one that hides its address. */
  #follow(url, shown) {
    const toBot = startPayload(url, this.context.bot.username) !== null;
    const plain = url.replace(/^https?:\/\//i, "") === shown.replace(/^https?:\/\//i, "");
    const leaves = /^(mailto|tel):/i.test(url) || (plain && !url.startsWith("tg:"));
    if (leaves && !toBot) return false;
    openAddress(url, this.context);
    return true;
  }
}

function dot() {
  return el("span", { class: "dot", text: " · " });
}

function typingBubble() {
  return el("div", { class: "typing-bubble", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
}
