// The clock bar: what time it is for the bot, and the buttons that move it.

import * as api from "./api.js";
import { ask } from "./dialog.js";
import { button, el, fullName, icon, isolated } from "./dom.js";
import { aheadOf, clockFace } from "./moment.js";
import { attempt, toast } from "./toast.js";

const HOUR = 3600;
const DAY = 86_400;

const EVERYTHING =
  "All chats, bookings and people that you added are deleted, the business is the one of the " +
  "beginning, and the clock shows real time. This cannot be undone.";
const ALL_BUT_THE_BOT =
  "All chats and people that you added are deleted, and the clock shows real time. What your bot " +
  "has stored itself stays: empty that, too. This cannot be undone.";

export class ClockBar {
  /** `travel(move)`: does a move, and answers with what came on the way (see view.js). */
  constructor(root, store, travel) {
    this.store = store;
    this.travel = travel;
    this.date = el("span", { class: "clock-date" });
    this.year = el("span", { class: "clock-date clock-year" });
    this.time = el("span", { class: "clock-time" });
    this.ahead = el("span", { class: "clock-ahead", hidden: true });
    this.next = this.#step("To the next reminder", { to: "next" });
    this.back = this.#button("Back to real time", () => this.#goBack());
    this.over = this.#button("Start over…", () => this.#startOver());
    this.steps = el(
      "div",
      { class: "clock-steps", id: "clock-steps" },
      this.#step("+1 h", { advance: HOUR }),
      this.#step("+1 day", { advance: DAY }),
      this.next,
      this.back,
      this.over,
    );
    this.toggle = el(
      "button",
      {
        type: "button",
        class: "clock-toggle",
        "aria-expanded": "false",
        "aria-controls": "clock-steps",
        on: { click: () => this.#open(!this.steps.classList.contains("open")) },
      },
      icon("clock"),
      "Move the clock",
    );
    root.append(
      el("div", { class: "clock-face" }, this.date, this.year, this.time, this.ahead),
      this.toggle,
      this.steps,
    );
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
    document.addEventListener("pointerdown", (event) => {
      if (!root.contains(event.target)) this.#open(false);
    });
    this.face = root.firstElementChild;
    store.on("clock", () => this.draw());
  }

  draw() {
    if (!this.store.loaded) return;
    const { date, year, time, zone } = clockFace(this.store.now());
    const ahead = aheadOf(this.store.offset);
    if (this.time.textContent !== time) this.time.textContent = time;
    if (this.date.textContent !== date) this.date.textContent = date;
    this.year.textContent = year;
    this.face.title = `The bot's time, shown for ${zone}`;
    this.ahead.textContent = ahead ?? "";
    this.ahead.hidden = !ahead;
    this.back.disabled = !ahead;
    this.next.hidden = !this.store.canJumpToNext;
  }

  #step(label, step) {
    return this.#button(label, () => attempt(() => this.#forward(step)));
  }

  #button(label, run) {
    const node = button(label, async () => {
      if (node.getAttribute("aria-busy")) return;
      node.setAttribute("aria-busy", "true");
      await run();
      node.removeAttribute("aria-busy");
    }, { class: "step" });
    return node;
  }

  async #forward(step) {
    const came = await this.travel(() => api.moveClock(step));
    if (came.length === 0) return;
    const { people } = this.store;
    const names = [...new Set(came.map(([id]) => id))].map((id) => isolated(fullName(people.get(id))));
    const what = came.length === 1 ? "One message" : `${came.length} messages`;
    toast(`${what} came on the way: ${names.join(", ")}.`);
  }

  async #goBack() {
    try {
      await api.moveClock({ reset: true });
    } catch (error) {
      if (error.status === 409) await this.#startOver(error.message);
      else toast(error.message, "error");
    }
  }

  /** Ask, and have everything forgotten. `reason`: why this is offered. */
  async #startOver(reason = null) {
    const loss = this.store.forgetsWithTheBot ? EVERYTHING : ALL_BUT_THE_BOT;
    const answer = await ask({
      title: "Start over?",
      text: reason ? `${reason}\n\n${loss}` : loss,
      confirm: "Start over",
      danger: true,
      submit: () => api.startOver(),
    });
    if (answer) this.store.tell("starting-over");
  }

  #open(open) {
    if (!open && !this.steps.classList.contains("open")) return;
    const focusInside = this.steps.contains(document.activeElement);
    this.steps.classList.toggle("open", open);
    this.toggle.setAttribute("aria-expanded", String(open));
    if (!open && focusInside && this.toggle.offsetParent) this.toggle.focus();
  }
}
