// The clock bar: what time it is for the bot, and the buttons that move it.

import * as api from "./api.js";
import { button, el, icon } from "./dom.js";
import { aheadOf, clockFace } from "./moment.js";
import { attempt } from "./toast.js";

const HOUR = 3600;
const DAY = 86_400;

export class ClockBar {
  constructor(root, store) {
    this.store = store;
    this.date = el("span", { class: "clock-date" });
    this.year = el("span", { class: "clock-date clock-year" });
    this.time = el("span", { class: "clock-time" });
    this.ahead = el("span", { class: "clock-ahead", hidden: true });
    this.next = this.#step("To the next reminder", { to: "next" });
    this.back = this.#step("Back to real time", { reset: true });
    this.steps = el(
      "div",
      { class: "clock-steps", id: "clock-steps" },
      this.#step("+1 h", { advance: HOUR }),
      this.#step("+1 day", { advance: DAY }),
      this.next,
      this.back,
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
    const node = button(label, async () => {
      if (node.getAttribute("aria-busy")) return;
      node.setAttribute("aria-busy", "true");
      await attempt(() => api.moveClock(step));
      node.removeAttribute("aria-busy");
    }, { class: "step" });
    return node;
  }

  #open(open) {
    if (!open && !this.steps.classList.contains("open")) return;
    const focusInside = this.steps.contains(document.activeElement);
    this.steps.classList.toggle("open", open);
    this.toggle.setAttribute("aria-expanded", String(open));
    if (!open && focusInside && this.toggle.offsetParent) this.toggle.focus();
  }
}
