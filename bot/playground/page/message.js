// One message: bubble, quote, attachments, formatted text, time, and the buttons below.

import { attachments } from "./attachments.js";
import { el, fullName, iconButton } from "./dom.js";
import { formatted } from "./entities.js";
import { inlineKeyboard } from "./keyboard.js";
import { timeOfDay } from "./moment.js";

const QUOTE_LENGTH = 90;
const KNOWN = [
  "text", "caption", "photo", "document", "audio", "voice", "video", "animation", "video_note",
  "sticker", "contact", "location", "venue",
];

/**
 * The list item of a message. `context` is the chat it stands in: `{person, bot, now(),
 * command(text), link(url, shown), press(message, key, node), reply(message),
 * jump(messageId), compose()}`.
 */
export function messageItem(message, context) {
  const fromBot = Boolean(message.from?.is_bot);
  const item = el("li", {
    class: `message ${fromBot ? "in" : "out"}`,
    tabindex: "-1",
    data: { id: message.message_id },
  });
  const rows = message.reply_markup?.inline_keyboard;
  const column = el("div", { class: rows ? "stack with-keys" : "stack" });
  if (message.photo) column.classList.add("with-picture");
  column.append(bubble(message, fromBot, context));
  if (rows) column.append(inlineKeyboard(message, rows, context));
  item.append(column);
  return item;
}

function bubble(message, fromBot, context) {
  const body = el("div", { class: "bubble" });
  const sender = fromBot ? context.bot.first_name : context.person.first_name;
  body.append(el("span", { class: "unseen", text: `${sender}: ` }));
  const origin = message.forward_origin && forwardedFrom(message.forward_origin);
  if (origin) {
    body.append(el("div", { class: "forwarded" }, "Forwarded from ", el("bdi", { text: origin })));
  }
  if (message.reply_to_message) body.append(quote(message.reply_to_message, context));
  body.append(...attachments(message));
  const words = message.text ?? message.caption;
  if (words !== undefined) {
    const marks = message.text === undefined ? message.caption_entities : message.entities;
    body.append(el("div", { class: "words", dir: "auto" }, formatted(words, marks, context)));
  } else if (!KNOWN.some((name) => name in message)) {
    body.append(el("div", { class: "words odd", text: "A kind of message this page cannot show." }));
  }
  if (words === undefined) body.classList.add(message.photo ? "only-picture" : "only-card");
  body.append(stamp(message, context));
  body.append(
    iconButton("reply", "Reply", () => context.reply(message), {
      class: "reply-button",
      tabindex: "-1",
    }),
  );
  return body;
}

function stamp(message, context) {
  const line = el("span", { class: "stamp" });
  if (message.edit_date) line.append(el("span", { class: "edited", text: "edited " }));
  line.append(
    el("time", {
      datetime: new Date(message.date * 1000).toISOString(),
      text: timeOfDay(message.date, context.person),
    }),
  );
  return line;
}

function forwardedFrom(origin) {
  if (origin.sender_user) return fullName(origin.sender_user);
  return origin.sender_user_name ?? origin.chat?.title ?? "someone";
}

/** The first words of a message, for quotes and the people list; what is hidden stays hidden. */
export function summary(message) {
  const words = message.text ?? message.caption;
  const marks = message.entities ?? message.caption_entities ?? [];
  if (words) return masked(words, marks).replace(/\s+/g, " ").slice(0, QUOTE_LENGTH);
  if (message.photo) return "Picture";
  if (message.voice) return "Voice message";
  if (message.contact) return `Contact: ${message.contact.first_name}`;
  if (message.location) return "Location";
  return message.document?.file_name ?? "Message";
}

function masked(words, marks) {
  const letters = words.split("");
  for (const { type, offset, length } of marks) {
    if (type === "spoiler") letters.fill("▒", offset, offset + length);
  }
  return letters.join("");
}

export function senderName(message, context) {
  return message.from?.is_bot ? context.bot.first_name : fullName(context.person);
}

function quote(original, context) {
  return el(
    "button",
    {
      type: "button",
      class: "quote",
      tabindex: "-1",
      on: { click: () => context.jump(original.message_id) },
    },
    el("span", { class: "quote-name", dir: "auto", text: senderName(original, context) }),
    " ",
    el("span", { class: "quote-words", dir: "auto", text: summary(original) }),
  );
}
