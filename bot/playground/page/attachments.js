// What a message carries besides text: pictures, files, contacts, places.

import { fileAddress } from "./api.js";
import { el, icon } from "./dom.js";
import { openPicture } from "./dialog.js";

const FILES = ["document", "audio", "voice", "video", "animation", "video_note", "sticker"];
const SHOWN_WIDTH = 400;

/** The elements for a message's attachments, in the order in which they are shown. */
export function attachments(message) {
  const parts = [];
  if (message.photo?.length) parts.push(picture(message));
  const kind = FILES.find((name) => message[name]);
  if (message.voice) parts.push(voice(message.voice));
  else if (kind && !message.photo) parts.push(file(message[kind], kind));
  if (message.contact) parts.push(contact(message.contact));
  if (message.venue) parts.push(place(message.venue.location, message.venue));
  else if (message.location) parts.push(place(message.location));
  return parts;
}

function picture(message) {
  const sizes = message.photo.toSorted((a, b) => a.width - b.width);
  const shown = sizes.find((size) => size.width >= SHOWN_WIDTH) ?? sizes.at(-1);
  const largest = sizes.at(-1);
  const about = message.caption ?? "Picture";
  const image = el("img", {
    src: fileAddress(shown.file_id),
    alt: about,
    width: shown.width || null,
    height: shown.height || null,
    decoding: "async",
  });
  return el(
    "button",
    {
      type: "button",
      class: "picture",
      "aria-label": "Enlarge the picture",
      on: { click: () => openPicture(fileAddress(largest.file_id), about) },
    },
    image,
  );
}

function voice(details) {
  return el("audio", {
    class: "voice",
    src: fileAddress(details.file_id),
    controls: "",
    preload: "none",
    "aria-label": `Voice message, ${length(details.duration)}`,
  });
}

function length(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function file(details, kind) {
  const name = details.file_name ?? `${kind.replace("_", " ")} file`;
  return el(
    "a",
    { class: "card file", href: fileAddress(details.file_id), download: name },
    el("span", { class: "card-icon" }, icon("file")),
    el(
      "span",
      { class: "card-words" },
      el("span", { class: "card-title", dir: "auto", text: name }),
      " ",
      el("span", { class: "card-detail", text: `${bytes(details.file_size)} · download` }),
    ),
  );
}

function bytes(size) {
  if (!size) return "file";
  const [amount, unit] =
    size < 1000 ? [size, "B"] : size < 1e6 ? [size / 1e3, "kB"] : [size / 1e6, "MB"];
  return `${amount.toFixed(amount < 10 && unit !== "B" ? 1 : 0)} ${unit}`;
}

function contact(details) {
  const name = [details.first_name, details.last_name].filter(Boolean).join(" ");
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-icon" }, icon("user")),
    el(
      "span",
      { class: "card-words" },
      el("span", { class: "card-title", dir: "auto", text: name }),
      " ",
      el("span", { class: "card-detail", text: details.phone_number }),
    ),
  );
}

function place({ latitude, longitude }, venue) {
  const position = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return el(
    "div",
    { class: "card place" },
    el("span", { class: "card-icon" }, icon("pin")),
    el(
      "span",
      { class: "card-words" },
      el("span", { class: "card-title", dir: "auto", text: venue?.title ?? "Location" }),
      " ",
      el("span", { class: "card-detail", text: venue?.address ?? position }),
    ),
  );
}
