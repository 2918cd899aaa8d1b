// Everything a person can send that is more than text: each asks what it needs, then sends.

import * as api from "./api.js";
import { ask } from "./dialog.js";
import { el, fullName } from "./dom.js";

const SOMEWHERE = { latitude: 52.52, longitude: 13.405 };

const ACCEPTED = { photo: "image/*", voice: "audio/*" };
const TITLES = { photo: "Send a photo", voice: "Send a voice message", document: "Send a file" };

/** Choose a file and send it as a "photo", a "voice" or a "document". */
export function file(person, kind) {
  const input = el("input", { type: "file", accept: ACCEPTED[kind] ?? null });
  input.addEventListener("change", () => input.files[0] && sendFile(person, input.files[0], kind));
  input.click();
}

/** Send a File after a look at it and a caption. */
export async function sendFile(person, chosen, kind) {
  const address = kind === "document" ? null : URL.createObjectURL(chosen);
  const look = address && preview(kind, address, chosen.name);
  await ask({
    title: TITLES[kind],
    text: kind === "photo" ? null : chosen.name,
    content: look,
    fields: [{ name: "caption", label: "Caption", longest: 1024 }],
    confirm: "Send",
    submit: ({ caption }) =>
      api.upload(person.id, chosen, kind, caption.trim(), Math.round(look?.duration || 0)),
  });
  if (address) URL.revokeObjectURL(address);
}

function preview(kind, address, name) {
  if (kind === "photo") return el("img", { class: "preview", src: address, alt: name });
  return el("audio", { class: "preview", src: address, controls: "", "aria-label": name });
}

/** Send a place. Resolves with whether it was sent; `bot` when a bot asked for it. */
export async function location(person, bot = null) {
  const answer = await ask({
    title: bot ? question("Share your location with ", bot) : "Send a location",
    fields: [
      number("latitude", "Latitude", SOMEWHERE.latitude, 90),
      number("longitude", "Longitude", SOMEWHERE.longitude, 180),
    ],
    confirm: bot ? "Share" : "Send",
    submit: ({ latitude, longitude }) =>
      api.sendLocation(person.id, Number(latitude), Number(longitude)),
  });
  return answer !== null;
}

function question(words, bot) {
  return [words, el("bdi", { text: bot.first_name }), "?"];
}

function number(name, label, value, most) {
  return { name, label, value, type: "number", required: true, least: -most, most };
}

/** Send the contact of someone in the playground. */
export async function contact(store, person) {
  await choosePerson(store, person, {
    title: "Send a contact",
    label: "Contact of",
    confirm: "Send",
    submit: ({ who }) => api.sendContact(person.id, Number(who)),
  });
}

/** Share one's own phone number, as a request_contact button asks. Resolves with "was sent". */
export async function ownContact({ person, bot }) {
  const answer = await ask({
    title: question("Share your phone number with ", bot),
    text: "The bot will see the name and the phone number of this person.",
    confirm: "Share",
    submit: () => api.sendContact(person.id, person.id),
  });
  return answer !== null;
}

/** Forward a message that someone else wrote. */
export async function forward(store, person) {
  await choosePerson(store, person, {
    title: "Forward a message",
    label: "Written by",
    confirm: "Forward",
    more: [{ name: "text", label: "What they wrote", value: "Hello!", required: true }],
    submit: ({ who, text }) => api.forwardFrom(person.id, Number(who), text),
  });
}

/** Open the bot by a deep link, t.me/<bot>?start=<payload>. */
export async function openLink(store, person) {
  await ask({
    title: "Open a link",
    fields: [
      {
        name: "payload",
        label: `t.me/${store.bot.username}?start=`,
        pattern: "[A-Za-z0-9_\\-]{0,64}",
        hint: "Up to 64 letters, digits, _ and -.",
      },
    ],
    confirm: "Open",
    submit: ({ payload }) => api.startWith(person.id, payload),
  });
}

function choosePerson(store, person, { title, label, confirm, submit, more = [] }) {
  const others = [...store.people.values()].filter((each) => each.id !== person.id);
  const choices = [...others, person].map((each) => [each.id, fullName(each)]);
  return ask({ title, fields: [{ name: "who", label, choices }, ...more], confirm, submit });
}
