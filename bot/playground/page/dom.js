// Building elements. Text always arrives as text: nothing on this page parses HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. `props`: `class`, `text`, `on` (event name → listener), `data` (dataset); anything
 * else is an attribute, where true means present and false, null or undefined mean absent.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") listen(node, value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

function listen(node, listeners) {
  for (const [type, listener] of Object.entries(listeners)) node.addEventListener(type, listener);
}

/** A button with a visible label. */
export function button(label, onClick, props = {}) {
  return el("button", { type: "button", text: label, on: { click: onClick }, ...props });
}

/** A button that shows a picture; `label` is its name and its hover text. */
export function iconButton(name, label, onClick, props = {}) {
  const { class: extra = "", ...rest } = props;
  return el(
    "button",
    {
      type: "button",
      class: `icon-button ${extra}`.trim(),
      "aria-label": label,
      title: label,
      on: { click: onClick },
      ...rest,
    },
    icon(name),
  );
}

// Drawn on a 24 × 24 grid with round strokes.
const STROKES = {
  attach: "M20 11.5 12 19.4a5.2 5.2 0 0 1-7.4-7.3l8.3-8.2a3.5 3.5 0 0 1 5 4.9l-8.2 8.2a1.8 1.8 0 0 1-2.6-2.5l7.5-7.4",
  camera: "M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM12 16a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5V12l3 2",
  close: "m6.5 6.5 11 11m0-11-11 11",
  copy: "M9 9h9.5v10.5H9zM5.5 15V4.5H15",
  dots: "M12 6.1a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2M12 12.6a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2M12 19.1a.6.6 0 1 0 0-1.2.6.6 0 0 0 0 1.2",
  down: "m6 9.5 6 6 6-6",
  file: "M6.5 3.5h7l4.5 4.5v12.5h-11.5zM13 3.5V8.5h5",
  forward: "m13.5 6 6 5.5-6 5.5v-3.5c-5 0-7.5 1.5-9 4.5 .2-5 3-8.5 9-8.7z",
  help: "M9.2 9.3a2.9 2.9 0 1 1 4.3 2.5c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18",
  keyboard: "M3.5 6.5h17v11h-17zM7 10v.01M10.3 10v.01M13.7 10v.01M17 10v.01M8 14h8",
  link: "M10 14a4 4 0 0 0 6 .4l2.7-2.7a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10a4 4 0 0 0-6-.4l-2.7 2.7a4 4 0 0 0 5.7 5.7l1.3-1.3",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10",
  open: "M14 4.5h5.5V10M19.5 4.5 11 13M17.5 14v4.5a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1H10",
  pen: "m5 19 1-4L16.5 4.5l3 3L9 18z",
  pin: "M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11M12 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6",
  plus: "M12 5.5v13M5.5 12h13",
  reply: "m10.5 6-6 5.5 6 5.5v-3.5c5 0 7.5 1.5 9 4.5-.2-5-3-8.5-9-8.7z",
  send: "M5 12h13.5M12.5 6l6 6-6 6",
  slash: "m15 5-6 14",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
  voice: "M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3M6 11.5a6 6 0 0 0 12 0M12 17.5V21",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20c.8-3.5 3.8-5.5 7.5-5.5s6.7 2 7.5 5.5",
};

/** A picture beside words; it says nothing to a screen reader. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", STROKES[name]);
  svg.append(path);
  return svg;
}

/** The round picture of a person: their initials on their own colour. */
export function avatar(person) {
  const initials = [person.first_name, person.last_name]
    .filter(Boolean)
    .map((name) => [...name][0].toUpperCase())
    .join("");
  return el("span", { class: `avatar tone-${person.id % 8}`, "aria-hidden": "true", text: initials });
}

export function fullName(person) {
  return [person.first_name, person.last_name].filter(Boolean).join(" ");
}

/** A name inside a sentence of ours: whichever way it is written, the sentence keeps its order. */
export function isolated(name) {
  return `\u2068${name}\u2069`;
}
