// The list of messages of one chat: kept up to date item by item, with the scroll position held.

import { el, iconButton } from "./dom.js";
import { refreshMoments } from "./entities.js";
import { focusSamePlace } from "./keyboard.js";
import { messageItem } from "./message.js";
import { keepStops } from "./stops.js";
import { dayKey, dayName } from "./moment.js";

const NEAR_END = 60;
const SAME_BREATH = 300;
const WALKING =
  "Arrow up in the text field leads to the newest message. Arrow up and down walk through the " +
  "messages, arrow right enters one's buttons and links, Escape leads back.";

export class MessageLog {
  #items = new Map();
  #messages = new Map();
  #unseen = 0;
  #stuck = true;
  #resting = 0;
  #height = 0;

  /** `context` is what message.js asks for; `label` names the list. */
  constructor(context, label) {
    this.context = context;
    this.list = el("ol", { class: "log" });
    this.tail = el("div", { class: "log-tail" });
    this.scroller = el(
      "div",
      {
        class: "scroller",
        role: "log",
        "aria-live": "polite",
        "aria-label": label,
        "aria-description": WALKING,
      },
      this.list,
      this.tail,
    );
    this.down = iconButton("down", "To the newest message", () => this.toEnd(true), {
      class: "to-end",
      hidden: true,
    });
    this.element = el("div", { class: "log-frame" }, this.scroller, this.down);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.#walk(event));
    this.stops = keepStops(this.list);
    this.list.addEventListener("dblclick", (event) => this.#replyTo(event));
    const sizes = new ResizeObserver(() => this.#stuck && this.toEnd());
    sizes.observe(this.scroller);
    sizes.observe(this.list);
    sizes.observe(this.tail);
  }

  /** Make the list show exactly these messages; what has not changed stays as it is. */
  sync(messages, redraw = false) {
    const wanted = new Set(messages.map((message) => message.message_id));
    for (const id of [...this.#items.keys()]) if (!wanted.has(id)) this.remove(id);
    const fresh = document.createDocumentFragment();
    for (const message of messages) {
      const known = this.#messages.get(message.message_id);
      if (!known) {
        fresh.append(this.#build(message));
      } else if (redraw || JSON.stringify(known) !== JSON.stringify(message)) {
        this.#replace(message);
      }
    }
    const first = fresh.firstElementChild;
    this.list.append(fresh);
    for (let item = first; item; item = item.nextElementSibling) this.#seam(item);
    if (this.#stuck) this.toEnd();
  }

  /** Show a new or changed message. */
  put(message) {
    if (this.#items.has(message.message_id)) {
      this.#keepPlace(() => this.#replace(message));
      return;
    }
    const own = !message.from?.is_bot;
    const follow = this.#stuck || own;
    const item = this.#build(message);
    item.classList.add("fresh");
    this.list.append(item);
    this.#seam(item);
    if (follow) this.toEnd();
    else this.#countUnseen(this.#unseen + 1);
  }

  remove(id) {
    const item = this.#items.get(id);
    if (!item) return;
    this.#keepPlace(() => {
      const next = item.nextElementSibling;
      item.remove();
      this.#items.delete(id);
      this.#messages.delete(id);
      if (next) this.#seam(next);
      else if (this.list.lastElementChild) this.#seam(this.list.lastElementChild);
    });
  }

  /** The clock moved: "today" and "in 2 hours" may have changed. */
  refresh() {
    const now = this.context.now();
    refreshMoments(this.list, now, this.context.person);
    for (const day of this.list.querySelectorAll(".day span")) {
      const name = dayName(Number(day.dataset.unix), now, this.context.person);
      if (day.textContent !== name) day.textContent = name;
    }
  }

  jump(id) {
    const item = this.#items.get(id);
    if (!item) return;
    item.scrollIntoView({ block: "center", behavior: "smooth" });
    item.classList.remove("pointed");
    requestAnimationFrame(() => item.classList.add("pointed"));
  }

  toEnd(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.#height = this.scroller.scrollHeight;
    this.#stuck = true;
    this.down.hidden = true;
    this.#countUnseen(0);
  }

  /** Back in view: a hidden element forgets where it was scrolled to. */
  shown() {
    if (this.#stuck) this.toEnd();
    else this.scroller.scrollTop = this.#resting;
  }

  focusLast() {
    this.list.lastElementChild?.focus();
  }

  #build(message) {
    const item = messageItem(message, this.context);
    this.#items.set(message.message_id, item);
    this.#messages.set(message.message_id, message);
    return item;
  }

  #replace(message) {
    const old = this.#items.get(message.message_id);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const item = this.#build(message);
    old.replaceWith(item);
    this.#seam(item);
    if (focused?.classList.contains("key")) {
      focusSamePlace(item, focused.dataset.row, focused.dataset.column);
    }
    if (focused && !item.contains(document.activeElement)) item.focus({ preventScroll: true });
  }

  /** Day line and bubble corners depend on the neighbours: settle them for an item and the next. */
  #seam(item) {
    this.#settle(item);
    if (item.nextElementSibling) this.#settle(item.nextElementSibling);
    if (item.previousElementSibling) this.#closeGroup(item.previousElementSibling);
    this.#closeGroup(item);
  }

  #settle(item) {
    const message = this.#message(item);
    const before = item.previousElementSibling && this.#message(item.previousElementSibling);
    const { person } = this.context;
    const newDay = !before || dayKey(before.date, person) !== dayKey(message.date, person);
    const line = item.querySelector(":scope > .day");
    if (newDay && !line) {
      const name = dayName(message.date, this.context.now(), person);
      const words = el("span", { text: name, data: { unix: message.date } });
      item.prepend(el("div", { class: "day" }, words));
    } else if (!newDay && line) {
      line.remove();
    }
    item.classList.toggle("joined", !newDay && sameBreath(before, message));
  }

  #closeGroup(item) {
    const next = item.nextElementSibling && this.#message(item.nextElementSibling);
    item.classList.toggle("last", !next || !sameBreath(this.#message(item), next));
  }

  #message(item) {
    return this.#messages.get(Number(item.dataset.id));
  }

  /** Change something while what the reader looks at stays where it is. */
  #keepPlace(change) {
    const { scroller } = this;
    if (this.#stuck) {
      change();
      this.toEnd();
      return;
    }
    const top = scroller.scrollTop;
    const anchor = [...this.list.children].find((item) => item.offsetTop + item.offsetHeight > top);
    const id = anchor && Number(anchor.dataset.id);
    const before = anchor?.offsetTop;
    change();
    const after = this.#items.get(id)?.offsetTop ?? before;
    if (anchor && after !== before) scroller.scrollTop = top + after - before;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (clientHeight === 0) return;
    if (this.#stuck && scrollHeight !== this.#height) {
      // It was not the reader who moved: a picture arrived.
      this.toEnd();
      return;
    }
    this.#resting = scrollTop;
    this.#stuck = scrollHeight - scrollTop - clientHeight < NEAR_END;
    this.down.hidden = this.#stuck;
    if (this.#stuck) this.#countUnseen(0);
  }

  #countUnseen(count) {
    this.#unseen = count;
    if (count > 0) this.down.dataset.count = count;
    else delete this.down.dataset.count;
  }

  #replyTo(event) {
    if (event.target.closest("button, a")) return;
    const item = event.target.closest(".message");
    if (item) this.context.reply(this.#message(item));
  }

  /**
   * Esc leads back to the text field. On a message the arrows walk, right enters it, and Enter
   * replies; from the edge of its buttons they walk, too.
   */
  #walk(event) {
    const item = event.target.closest(".message");
    if (event.key === "Escape") this.context.compose();
    const next = { ArrowUp: item.previousElementSibling, ArrowDown: item.nextElementSibling };
    const onItem = event.target === item;
    if (next[event.key] && (onItem || event.target.closest(".keys"))) next[event.key].focus();
    else if (event.key === "ArrowLeft" && !onItem) item.focus();
    else if (!onItem) return;
    else if (event.key === "ArrowRight") this.stops.enter(item);
    else if (event.key === "Enter" || event.key === "r") this.context.reply(this.#message(item));
    else return;
    event.preventDefault();
  }
}

function sameBreath(one, other) {
  return (
    Boolean(one.from?.is_bot) === Boolean(other.from?.is_bot) &&
    Math.abs(other.date - one.date) < SAME_BREATH
  );
}
