// Where a person writes: text field, command menu, attachments, reply line, reply keyboard.

import * as api from "./api.js";
import { CommandMenu } from "./commands.js";
import { button, el, fullName, icon, iconButton } from "./dom.js";
import { replyKeyboard, replyState } from "./keyboard.js";
import { draftOf, keepDraft } from "./memory.js";
import { openMenu } from "./menu.js";
import { senderName, summary } from "./message.js";
import * as sending from "./sending.js";
import { attempt } from "./toast.js";

export class Composer {
  #replyTo = null;
  #state = null;
  #forced = null;

  /** `store`, and `context`: the chat's `{person, bot}`. */
  constructor(store, context) {
    this.store = store;
    this.context = context;
    this.chat = () => store.chat(context.person.id);
    this.input = el("textarea", {
      rows: "1",
      maxlength: "4096",
      dir: "auto",
      enterkeyhint: "send",
      on: {
        input: () => this.#typed(),
        keydown: (event) => this.#key(event),
        paste: (event) => this.#paste(event),
        blur: () => this.menu.hide(),
      },
    });
    this.menu = new CommandMenu(this.input, () => this.chat().commands, (text) => this.send(text));
    this.slash = iconButton("slash", "Commands", () => this.#toggleMenu(), { class: "slash" });
    // The text field keeps the focus, or leaving it would close the menu first.
    this.slash.addEventListener("pointerdown", (event) => event.preventDefault());
    this.attach = iconButton("attach", "Attach", () => this.#openAttach(), {
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    });
    this.keysToggle = iconButton("keyboard", "Quick answers", () => this.#toggleKeys());
    this.sendButton = el(
      "button",
      { type: "submit", class: "icon-button send", "aria-label": "Send", title: "Send" },
      icon("send"),
    );
    this.replyLine = el("div", { class: "reply-line", hidden: true });
    this.field = el("div", { class: "field-box" }, this.input, this.keysToggle);
    this.form = el(
      "form",
      { on: { submit: (event) => this.#submit(event) } },
      this.slash,
      this.attach,
      this.field,
      this.sendButton,
    );
    this.keys = el("div", { class: "reply-keys-holder" });
    this.stoppedWords = el("span");
    this.stopped = el(
      "div",
      { class: "stopped", hidden: true },
      this.stoppedWords,
      button("Unblock", () => attempt(() => api.block(context.person.id, false)), {
        class: "primary",
      }),
    );
    this.element = el(
      "footer",
      { class: "composer" },
      this.menu.element,
      this.replyLine,
      this.form,
      this.stopped,
      this.keys,
    );
    this.draw();
    this.#restore();
  }

  /** Everything that depends on the chat's state: blocked or not, commands, reply keyboard. */
  draw() {
    const { person } = this.context;
    const { blocked, commands, messages } = this.chat();
    this.input.setAttribute("aria-label", `Message as ${fullName(person)}`);
    this.slash.hidden = commands.length === 0;
    this.form.hidden = blocked;
    this.stopped.hidden = !blocked;
    const who = el("bdi", { text: person.first_name });
    this.stoppedWords.replaceChildren(who, " has blocked the bot.");
    this.#drawKeys(blocked ? null : replyState(messages.values()));
  }

  replyTo(message, focus = true) {
    this.#replyTo = message;
    this.replyLine.hidden = !message;
    this.#keep();
    if (!message) return;
    this.replyLine.replaceChildren(
      icon("reply"),
      el(
        "div",
        { class: "reply-words" },
        el("span", { class: "quote-name", dir: "auto", text: senderName(message, this.context) }),
        " ",
        el("span", { class: "quote-words", dir: "auto", text: summary(message) }),
      ),
      iconButton("close", "Do not reply", () => this.#dropReply()),
    );
    if (focus) this.focus();
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** Back in view: a hidden field has no height. */
  shown() {
    this.#grow();
  }

  /** Send a text as this person; what could not be sent stays in the field. */
  async send(text) {
    const replyTo = this.#replyTo?.message_id;
    this.replyTo(null);
    const sent = await attempt(() => api.sendText(this.context.person.id, text, replyTo));
    if (!sent && !this.input.value) {
      this.input.value = text;
      this.#typed();
    }
  }

  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.input.value = "";
    this.#typed();
    this.send(text);
  }

  #key(event) {
    if (event.isComposing || this.menu.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Escape" && this.#replyTo) {
      this.#dropReply();
      event.stopPropagation();
    } else if (event.key === "ArrowUp" && !this.input.value) {
      event.preventDefault();
      this.context.back();
    }
  }

  #paste(event) {
    const [file] = event.clipboardData.files;
    if (!file) return;
    event.preventDefault();
    const kind = file.type.startsWith("image/") ? "photo" : "document";
    sending.sendFile(this.context.person, file, kind);
  }

  #dropReply() {
    this.replyTo(null);
    this.focus();
  }

  #typed() {
    this.menu.update();
    this.sendButton.classList.toggle("ready", this.input.value.trim() !== "");
    this.#grow();
    this.#keep();
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  #keep() {
    const { value: text } = this.input;
    const reply = this.#replyTo?.message_id ?? null;
    const draft = text || reply ? { text, reply } : null;
    keepDraft(this.store.world, this.context.person.id, draft);
  }

  #restore() {
    const draft = draftOf(this.store.world, this.context.person.id);
    if (!draft) return;
    this.input.value = draft.text;
    this.replyTo(this.chat().messages.get(draft.reply) ?? this.#replyTo, false);
    this.sendButton.classList.toggle("ready", draft.text.trim() !== "");
    this.#grow();
  }

  #toggleMenu() {
    if (this.menu.open) this.menu.hide();
    else this.menu.show();
    this.focus();
  }

  #openAttach() {
    const { store } = this;
    const { person } = this.context;
    openMenu(
      this.attach,
      [
        { label: "Photo…", icon: "camera", run: () => sending.file(person, "photo") },
        { label: "Voice message…", icon: "voice", run: () => sending.file(person, "voice") },
        { label: "File…", icon: "file", run: () => sending.file(person, "document") },
        { label: "Location…", icon: "pin", run: () => sending.location(person) },
        { label: "Contact…", icon: "user", run: () => sending.contact(store, person) },
        { label: "Forwarded message…", icon: "forward", run: () => sending.forward(store, person) },
      ],
      "Attach",
    );
  }

  #drawKeys(state) {
    const changed = state?.message.message_id !== this.#state?.message.message_id;
    this.#state = state;
    this.keysToggle.hidden = !state?.keyboard;
    this.input.placeholder =
      (state?.keyboard ?? state?.reply)?.input_field_placeholder ?? "Message";
    if (!state?.keyboard) this.keys.replaceChildren();
    else if (changed) this.#showKeys(!state.used);
    if (state?.reply && changed) {
      this.#forced = state.message;
      this.replyTo(state.message, isIdle(this.element));
    } else if (!state?.reply && this.#forced) {
      if (this.#replyTo === this.#forced) this.replyTo(null);
      this.#forced = null;
    }
  }

  #showKeys(open) {
    this.keysToggle.setAttribute("aria-expanded", String(open));
    const { keyboard } = this.#state;
    this.keys.replaceChildren(...(open ? [replyKeyboard(keyboard, (key) => this.#quick(key))] : []));
  }

  #toggleKeys() {
    this.#showKeys(this.keys.children.length === 0);
  }

  async #quick(key) {
    const { person } = this.context;
    const { keyboard } = this.#state;
    const once = () => keyboard.one_time_keyboard && this.#state?.keyboard === keyboard;
    let sent = true;
    if (key.request_contact) sent = await sending.ownContact(this.context);
    else if (key.request_location) sent = await sending.location(person, this.context.bot);
    else await this.send(key.text);
    if (!sent) return;
    if (once()) this.#showKeys(false);
    this.focus();
  }
}

/** Whether the focus is nowhere, or already in the chat of this composer: then it may move. */
function isIdle(composer) {
  const { activeElement } = document;
  const inHere = composer.closest(".chat")?.contains(activeElement);
  return activeElement === document.body || Boolean(inHere);
}
