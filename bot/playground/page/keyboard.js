// Inline keyboards (below a message) and reply keyboards (below the composer).

import { el, icon } from "./dom.js";

// Calendars fill their corners with buttons that say nothing.
const BLANK = /^[\s·\p{Cf}\u2800\u3164]*$/u;
// So many buttons that do the same are the headings and the closed days of a calendar.
const MANY_ALIKE = 3;
const BUTTONS = "Buttons: arrow keys move between them, and on to other messages";
const STYLES = new Set(["primary", "success", "danger"]);

/**
 * The buttons below a message: one tab stop, arrow keys inside and on to the messages around it.
 * A cell that does nothing is text: it takes no focus and is no button to a screen reader.
 */
export function inlineKeyboard(message, rows, context) {
  const grid = el("div", { class: "keys", role: "group", "aria-label": BUTTONS });
  const isDead = deadCells(rows);
  rows.forEach((row, rowIndex) => {
    const line = el("div", { class: row.length > 4 ? "key-row tight" : "key-row" });
    row.forEach((key, column) => {
      const node = isDead(key) ? deadCell(key) : inlineKey(key);
      Object.assign(node.dataset, placeOf(row, rowIndex, column));
      node.addEventListener("click", () => {
        // A key that waits for its answer takes no second tap.
        if (node.getAttribute("aria-busy") !== "true") {
          context.press(message, key, node);
        }
      });
      line.append(node);
    });
    grid.append(line);
  });
  roam(grid);
  return grid;
}

/**
 * A test for the cells of a keyboard that do nothing: blank ones, and those that tell the bot the
 * same as a blank one or as several others do.
 */
function deadCells(rows) {
  const keys = rows.flat().filter((key) => key.callback_data !== undefined);
  const alike = Map.groupBy(keys, (key) => key.callback_data);
  return (key) => {
    if (key.callback_data === undefined) return false;
    const same = alike.get(key.callback_data);
    return same.length >= MANY_ALIKE || same.some((each) => BLANK.test(each.text));
  };
}

/** The pointer still reaches it, as on a phone; whoever reads by ear hears headings only. */
function deadCell(key) {
  const blank = BLANK.test(key.text);
  return el(
    "span",
    { class: blank ? "key dead blank" : "key dead", "aria-hidden": blank ? "true" : null },
    el("span", { class: "key-label", dir: "auto", text: key.text }),
  );
}

function inlineKey(key) {
  const mark = key.url || key.login_url ? "open" : key.copy_text ? "copy" : null;
  return el(
    "button",
    {
      type: "button",
      class: `key ${styleOf(key)}`,
      title: key.text.length > 12 ? key.text : null,
    },
    el("span", { class: "key-label", dir: "auto", text: key.text }),
    mark && icon(mark),
  );
}

/** Where a key stands: row, column, and how far along its row its middle is, from 0 to 1. */
function placeOf(row, rowIndex, column) {
  return { row: rowIndex, column, place: (column + 0.5) / row.length };
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
    const next = neighbour(keys, document.activeElement, event.key);
    if (!next) return;
    event.preventDefault();
    // Beyond the edge of the grid, others may have a use for the key.
    event.stopPropagation();
    next.focus();
  });
}

function neighbour(keys, current, pressed) {
  const at = keys.indexOf(current);
  const { row } = current.dataset;
  const here = keys.filter((key) => key.dataset.row === row);
  switch (pressed) {
    case "ArrowLeft":
      return keys[at - 1];
    case "ArrowRight":
      return keys[at + 1];
    case "ArrowUp":
      return nearest(keys.slice(0, at).filter((key) => key.dataset.row !== row).reverse(), current);
    case "ArrowDown":
      return nearest(keys.slice(at).filter((key) => key.dataset.row !== row), current);
    case "Home":
      return here[0];
    case "End":
      return here.at(-1);
    default:
      return undefined;
  }
}

/** Of keys in the order of their rows, the one of the first row that stands most nearly above. */
function nearest(keys, { dataset }) {
  const row = keys.filter((key) => key.dataset.row === keys[0].dataset.row);
  const distance = (key) => Math.abs(key.dataset.place - dataset.place);
  return row.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Put the focus on the button at the same place of a redrawn keyboard, or the nearest. */
export function focusSamePlace(item, row, column) {
  const keys = [...item.querySelectorAll("button.key")];
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
            data: placeOf(row, rowIndex, column),
            on: { click: () => press(shown) },
          },
          shown.request_contact && icon("user"),
          shown.request_location && icon("pin"),
          el("span", { class: "key-label", dir: "auto", text: shown.text }),
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
