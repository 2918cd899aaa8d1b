// Inline keyboards (below a message) and reply keyboards (below the composer).

import { el, icon } from "./dom.js";

// Calendars fill their corners with buttons that say nothing.
const BLANK = /^[\s·•.\-–—\u200b\u2800]*$/u;
const STYLES = new Set(["primary", "success", "danger"]);

/** The buttons below a message: one tab stop, arrow keys inside. */
export function inlineKeyboard(message, rows, context) {
  const grid = el("div", { class: "keys", role: "group", "aria-label": "Buttons" });
  rows.forEach((row, rowIndex) => {
    const line = el("div", { class: row.length > 4 ? "key-row tight" : "key-row" });
    row.forEach((key, column) => {
      const node = inlineKey(key);
      node.dataset.row = rowIndex;
      node.dataset.column = column;
      node.addEventListener("click", () => {
        // A key that waits for its answer takes no second tap.
        if (node.getAttribute("aria-busy") !== "true") {
          context.press(message, key, rowIndex, column, node);
        }
      });
      line.append(node);
    });
    grid.append(line);
  });
  roam(grid);
  return grid;
}

function inlineKey(key) {
  const mark = key.url || key.login_url ? "open" : key.copy_text ? "copy" : null;
  const blank = BLANK.test(key.text);
  return el(
    "button",
    {
      type: "button",
      class: blank ? "key blank" : `key ${styleOf(key)}`,
      title: key.text.length > 12 ? key.text : null,
      "aria-label": blank ? "Empty" : null,
    },
    el("span", { class: "key-label", text: key.text }),
    mark && icon(mark),
  );
}

function styleOf(key) {
  return STYLES.has(key.style) ? key.style : "";
}

/** Arrow keys move between the buttons of a grid; Tab enters and leaves it. */
function roam(grid) {
  const keys = [...grid.querySelectorAll("button")];
  keys.forEach((key, index) => key.setAttribute("tabindex", index === 0 ? "0" : "-1"));
  grid.addEventListener("focusin", (event) => {
    keys.forEach((key) => key.setAttribute("tabindex", key === event.target ? "0" : "-1"));
  });
  grid.addEventListener("keydown", (event) => {
    const next = neighbour(grid, document.activeElement, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function neighbour(grid, current, pressed) {
  const row = Number(current.dataset.row);
  const column = Number(current.dataset.column);
  const inRow = (index) => [...grid.querySelectorAll(`[data-row="${index}"]`)];
  const here = inRow(row);
  switch (pressed) {
    case "ArrowLeft":
      return here[column - 1] ?? inRow(row - 1).at(-1);
    case "ArrowRight":
      return here[column + 1] ?? inRow(row + 1)[0];
    case "ArrowUp":
    case "ArrowDown": {
      const other = inRow(row + (pressed === "ArrowUp" ? -1 : 1));
      const share = (column + 0.5) / here.length;
      return other[Math.min(Math.floor(share * other.length), other.length - 1)];
    }
    case "Home":
      return here[0];
    case "End":
      return here.at(-1);
    default:
      return undefined;
  }
}

/** Put the focus on the button at the same place of a redrawn keyboard, or the nearest. */
export function focusSamePlace(item, row, column) {
  const keys = [...item.querySelectorAll(".key")];
  const distance = (key) =>
    Math.abs(key.dataset.row - row) * 100 + Math.abs(key.dataset.column - column);
  keys.sort((a, b) => distance(a) - distance(b));
  keys[0]?.focus({ preventScroll: true });
}

/**
 * What the bot's messages have made of the space below the composer: `{keyboard, message, used}`
 * (used: it was for one time, and something was said since), `{reply, message}` (a forced reply)
 * or null.
 */
export function replyState(messages) {
  let state = null;
  for (const message of messages) {
    const markup = message.from?.is_bot ? message.reply_markup : null;
    if (markup?.keyboard) state = { keyboard: markup, message };
    else if (markup?.force_reply) state = { reply: markup, message };
    else if (markup?.remove_keyboard) state = null;
    else if (state?.reply && !message.from?.is_bot) state = null;
    else if (state?.keyboard?.one_time_keyboard && !message.from?.is_bot) state.used = true;
  }
  return state;
}

/** The reply keyboard's buttons; `press(key)` is called with the Bot API's KeyboardButton. */
export function replyKeyboard(markup, press) {
  const rows = markup.keyboard.map((row, rowIndex) =>
    el(
      "div",
      { class: "key-row" },
      ...row.map((key, column) => {
        const shown = typeof key === "string" ? { text: key } : key;
        return el(
          "button",
          {
            type: "button",
            class: `key reply-key ${styleOf(shown)}`,
            data: { row: rowIndex, column },
            on: { click: () => press(shown) },
          },
          shown.request_contact && icon("user"),
          shown.request_location && icon("pin"),
          el("span", { class: "key-label", text: shown.text }),
        );
      }),
    ),
  );
  const grid = el(
    "div",
    {
      class: markup.resize_keyboard ? "reply-keys" : "reply-keys tall",
      role: "group",
      "aria-label": "Quick answers",
    },
    ...rows,
  );
  roam(grid);
  return grid;
}
