// Formatted text: a message's text and its entities (offsets in UTF-16 units, which is what
// JavaScript strings count) become elements.

import { button, el } from "./dom.js";
import { inFull, written } from "./moment.js";

const PLAIN = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const LONG_QUOTE = 160;

/**
 * A fragment for `text`. `context`: `{person, now(), command(text), link(url, shown)}`.
 */
export function formatted(text, entities, context) {
  const inOrder = (entities ?? [])
    .filter((each) => each.length > 0)
    .toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return weave(text, 0, text.length, inOrder, context);
}

function weave(text, from, to, entities, context) {
  const fragment = document.createDocumentFragment();
  let at = from;
  const rest = [...entities];
  while (rest.length > 0) {
    const entity = rest.shift();
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (end <= start) continue;
    fragment.append(text.slice(at, start));
    const inside = [];
    while (rest.length > 0 && rest[0].offset < end) {
      const next = rest.shift();
      const overhang = next.offset + next.length - end;
      inside.push(next);
      // Entities that cross are cut at the border of the outer one and go on behind it.
      if (overhang > 0) rest.unshift({ ...next, offset: end, length: overhang });
    }
    const content = weave(text, start, end, inside, context);
    fragment.append(dress(entity, text.slice(start, end), content, context));
    at = end;
    // A block ends its line by itself.
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1;
  }
  fragment.append(text.slice(at, to));
  return fragment;
}

function dress(entity, shown, content, context) {
  const { type } = entity;
  if (PLAIN[type]) return el(PLAIN[type], {}, content);
  switch (type) {
    case "pre":
      return preformatted(entity.language, content);
    case "blockquote":
      return el("blockquote", {}, content);
    case "expandable_blockquote":
      return expandable(shown, content);
    case "spoiler":
      return spoiler(shown, content);
    case "date_time":
      return moment(entity, content, context);
    case "bot_command":
      return button(shown, () => context.command(shown), { class: "in-text" });
    case "text_link":
      return link(entity.url, content, context);
    case "url":
      return link(/^[a-z][a-z+.-]*:/i.test(shown) ? shown : `https://${shown}`, content, context);
    case "email":
      return link(`mailto:${shown}`, content, context);
    case "phone_number":
      return link(`tel:${shown.replace(/[^+\d]/g, "")}`, content, context);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return el("span", { class: "mention" }, content);
    default:
      return content;
  }
}

/** Only addresses that cannot run anything are ever put into a link. */
export function isSafeAddress(url) {
  return /^(https?|mailto|tel|tg):/i.test(url ?? "");
}

function link(url, content, context) {
  if (!isSafeAddress(url)) return content;
  const anchor = el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, content);
  anchor.addEventListener("click", (event) => {
    if (context.link(url, anchor.textContent)) event.preventDefault();
  });
  return anchor;
}

function preformatted(language, content) {
  const label = language && el("span", { class: "pre-language", text: language });
  return el("pre", { tabindex: "0" }, label, el("code", {}, content));
}

function expandable(shown, content) {
  const quote = el("blockquote", { class: "expandable" }, el("div", {}, content));
  if (shown.length <= LONG_QUOTE && shown.split("\n").length <= 3) return quote;
  const more = button("Show more", () => {
    const open = quote.classList.toggle("expanded");
    more.textContent = open ? "Show less" : "Show more";
    more.setAttribute("aria-expanded", String(open));
  }, { class: "in-text", "aria-expanded": "false" });
  quote.append(more);
  return quote;
}

function spoiler(shown, content) {
  const open = el("span", { class: "spoiler-open", tabindex: "-1" }, content);
  const hidden = el(
    "button",
    {
      type: "button",
      class: "spoiler",
      "aria-label": "Show the hidden text",
      on: {
        click: () => {
          hidden.replaceWith(open);
          open.focus({ preventScroll: true });
        },
      },
    },
    el("span", { "aria-hidden": "true", text: shown }),
  );
  return hidden;
}

function moment(entity, content, context) {
  const { unix_time: seconds, date_time_format: format } = entity;
  const own = written(seconds, format, context.now(), context.person);
  const time = el("time", {
    class: "moment",
    tabindex: "0",
    datetime: new Date(seconds * 1000).toISOString(),
    data: { unix: seconds, format: format ?? "" },
  });
  time.append(own ?? content);
  time.describe = () => inFull(seconds, context.now(), context.person);
  return time;
}

/** Bring "in 2 hours" up to date below `root`. */
export function refreshMoments(root, now, person) {
  for (const time of root.querySelectorAll('time.moment[data-format="r"]')) {
    const text = written(Number(time.dataset.unix), "r", now, person);
    if (time.textContent !== text) time.textContent = text;
  }
}
