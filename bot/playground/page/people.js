// The list of people: a column on wide screens, a bar of tabs at the bottom of a phone.

import { avatar, el, fullName, icon } from "./dom.js";
import { summary } from "./message.js";
import { addCustomer } from "./persona.js";
import { timeOfDay } from "./moment.js";

export class People {
  #entries = new Map();

  /** `enter(id)` brings a chat into view. */
  constructor(root, store, view, enter) {
    this.store = store;
    this.view = view;
    this.enter = enter;
    this.list = el("ul");
    this.add = el(
      "button",
      {
        type: "button",
        class: "add-person",
        "aria-label": "Add a customer",
        title: "Add a customer",
        on: { click: () => this.#addCustomer() },
      },
      el("span", { class: "avatar" }, icon("plus")),
      el("span", { class: "person-name", text: "Add a customer" }),
    );
    root.append(el("h2", { class: "people-title", text: "People" }), this.list, this.add);
    for (const type of ["snapshot", "person", "message", "edit", "delete", "clock"]) {
      store.on(type, () => this.#soon());
    }
    view.addEventListener("change", () => this.#soon());
  }

  // Many events come together; one drawing answers them all.
  #soon() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.#draw();
    });
  }

  #draw() {
    const { people } = this.store;
    for (const [id, entry] of this.#entries) {
      if (!people.has(id)) {
        entry.item.remove();
        this.#entries.delete(id);
      }
    }
    for (const person of people.values()) {
      if (!this.#entries.has(person.id)) this.#create(person.id);
      this.#update(person);
    }
    const total = this.view.unreadTotal;
    document.title = total ? `(${total}) Coachbook playground` : "Coachbook playground";
  }

  #create(id) {
    const entry = {
      picture: el("span", { class: "picture-holder" }),
      name: el("span", { class: "person-name", dir: "auto" }),
      role: el("span", { class: "role" }),
      preview: el("span", { class: "person-preview", dir: "auto" }),
      time: el("span", { class: "person-time" }),
      badge: el("span", { class: "badge" }),
    };
    entry.button = el(
      "button",
      { type: "button", class: "person", on: { click: () => this.#enter(id) } },
      entry.picture,
      el("span", { class: "person-top" }, entry.name, entry.time),
      el("span", { class: "person-bottom" }, entry.preview, entry.role),
      entry.badge,
    );
    entry.item = el("li", {}, entry.button);
    this.#entries.set(id, entry);
    this.list.append(entry.item);
  }

  #update(person) {
    const entry = this.#entries.get(person.id);
    const unread = this.view.unread.get(person.id) ?? 0;
    const last = [...(this.store.chats.get(person.id)?.messages.values() ?? [])].at(-1);
    const name = fullName(person);
    if (entry.name.textContent !== name) entry.picture.replaceChildren(avatar(person));
    entry.name.textContent = name;
    entry.name.dataset.short = person.first_name;
    entry.role.textContent = person.role;
    entry.role.className = `role ${person.role}`;
    entry.preview.textContent = last ? summary(last) : "No messages";
    entry.time.textContent = last ? timeOfDay(last.date, person) : "";
    entry.badge.textContent = unread ? String(unread) : "";
    entry.button.setAttribute(
      "aria-label",
      `${name}, ${person.role}${unread ? `, ${unread} unread` : ""}`,
    );
    entry.button.title = name;
    entry.button.setAttribute("aria-current", String(this.view.visible.has(person.id)));
  }

  async #addCustomer() {
    const person = await addCustomer();
    if (!person) return;
    // The answer may be here before the event that announces the person.
    this.store.people.set(person.id, person);
    this.#draw();
    this.#enter(person.id);
  }

  #enter(id) {
    this.enter(id);
    this.#entries.get(id)?.item.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
