// The playground's control API. Every function answers with parsed JSON or throws an ApiError
// whose message is a sentence that can be shown.

export class ApiError extends Error {
  /** `status`: 0 when nobody answered. `field`: the field of the request that is wrong, if known. */
  constructor(message, status = 0, field = null) {
    super(message);
    this.status = status;
    this.field = field;
  }
}

// Characters of a body. All that a browser lets go on without its page may have 64 KiB.
const LETS_GO_ON = 8192;

// What a page asks while it is left fails there, and is done all the same. It may fail a moment
// before the page hears that it is left.
const MOMENT = 50; // ms
let left = false;
addEventListener("pagehide", () => (left = true));
addEventListener("pageshow", () => (left = false));

async function stays() {
  await new Promise((resolve) => setTimeout(resolve, MOMENT));
  if (left) await new Promise(() => {});
  return null;
}

async function ask(method, path, body) {
  const options = { method };
  if (body instanceof FormData) {
    options.body = body;
  } else if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
    options.keepalive = options.body.length < LETS_GO_ON;
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    await stays();
    throw new ApiError("The playground does not answer. Is it still running?");
  }
  const answer = await response.json().catch(stays);
  if (!response.ok) {
    const sentence = answer?.error ?? `The playground refused this (${response.status}).`;
    throw new ApiError(sentence, response.status, response.headers.get("X-Field"));
  }
  return answer;
}

const person = (id, action) => `/playground/people/${id}/${action}`;

export const readState = () => ask("GET", "/playground/state");
export const addPerson = (fields) => ask("POST", "/playground/people", fields);
export const changePerson = (id, fields) => ask("PATCH", `/playground/people/${id}`, fields);
export const sendText = (id, text, replyTo) =>
  ask("POST", person(id, "send"), replyTo ? { text, reply_to: replyTo } : { text });
export const sendContact = (id, personId) =>
  ask("POST", person(id, "contact"), { person_id: personId });
export const sendLocation = (id, latitude, longitude) =>
  ask("POST", person(id, "location"), { latitude, longitude });
export const forwardFrom = (id, personId, text) =>
  ask("POST", person(id, "forward"), { from_person_id: personId, text });
export const startWith = (id, payload) => ask("POST", person(id, "start"), { payload });
export const tap = (id, messageId, data) =>
  ask("POST", person(id, "tap"), { message_id: messageId, data });
export const block = (id, blocked) => ask("POST", person(id, "block"), { blocked });
export const moveClock = (step) => ask("POST", "/playground/clock", step);
export const startOver = () => ask("POST", "/playground/start-over");
export const fileAddress = (fileId) => `/playground/file/${encodeURIComponent(fileId)}`;

/** Upload a File as a "photo", a "voice" of so many seconds or a "document". */
export function upload(id, file, kind, caption, seconds = 0) {
  const form = new FormData();
  form.append("kind", kind);
  if (seconds) form.append("duration", seconds);
  if (caption) form.append("caption", caption);
  form.append("file", file, file.name);
  return ask("POST", person(id, "upload"), form);
}
