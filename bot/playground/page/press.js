// What a tap on an inline button does: callbacks wait for their answer, links ask first, texts
// are copied.

import * as api from "./api.js";
import { alertBox, ask } from "./dialog.js";
import { isSafeAddress } from "./entities.js";
import { attempt, toast, toastIn } from "./toast.js";

/** The taps of one chat. `context`: `{person, bot, toasts}`. */
export class Taps {
  #waiting = new Map();
  #early = new Map();

  constructor(context) {
    this.context = context;
  }

  /** What the button told when it was drawn: the bot may have changed it since, as in Telegram. */
  async press(message, key, node) {
    if (key.callback_data !== undefined) {
      await this.#call(message.message_id, key.callback_data, node);
    } else if (key.url) {
      await openAddress(key.url, this.context);
    } else if (key.copy_text) {
      await copy(key.copy_text.text, this.context);
    } else {
      toast("The playground has no such button.", "error");
    }
  }

  async #call(messageId, data, node) {
    node.setAttribute("aria-busy", "true");
    const release = () => node.removeAttribute("aria-busy");
    const sent = await attempt(async () => {
      const { query_id: id } = await api.tap(this.context.person.id, messageId, data);
      // The answer may have overtaken the reply to the tap.
      if (!this.#early.delete(id)) this.#waiting.set(id, release);
      else release();
    });
    if (!sent) release();
  }

  /** The bot's answer to a tap, or word that none came in time. */
  async answered({ query_id: id, text, show_alert: alert, url, timeout }) {
    if (this.#waiting.has(id)) this.#waiting.get(id)();
    else this.#early.set(id, true);
    this.#waiting.delete(id);
    if (timeout) toastIn(this.context.toasts, "The bot did not answer this button.");
    else if (text && alert) await alertBox(this.context.bot.first_name, text);
    else if (text) toastIn(this.context.toasts, text);
    if (url) await openAddress(url, this.context);
  }

  /** After a lost connection nobody knows which answers came; no button waits for ever. */
  releaseAll() {
    this.#waiting.forEach((release) => release());
    this.#waiting.clear();
    this.#early.clear();
  }
}

/** Open an address after asking. A link to the bot itself starts it in this chat. */
export async function openAddress(url, { person, bot }) {
  const payload = startPayload(url, bot.username);
  if (payload !== null) {
    await attempt(() => api.startWith(person.id, payload));
  } else if (/^tg:/i.test(url)) {
    toast(`Telegram itself would open ${url}.`);
  } else if (!isSafeAddress(url)) {
    toast("This address cannot be opened.", "error");
  } else if (await ask({ title: "Open this link?", text: url, confirm: "Open" })) {
    window.open(url, "_blank", "noopener,noreferrer");
  }
}

/** What a link to the bot itself carries after ?start=, "" without; null for any other link. */
export function startPayload(url, username) {
  const full = /^(t|telegram)\.me\//i.test(url) ? `https://${url}` : url;
  if (!URL.canParse(full)) return null;
  const link = new URL(full);
  const inApp = link.protocol === "tg:" && /^tg:\/*resolve\b/i.test(full);
  const onWeb = /^https?:$/.test(link.protocol) && /^(t|telegram)\.me$/.test(link.hostname);
  const named = inApp ? link.searchParams.get("domain") : onWeb && link.pathname.slice(1);
  if (!named || named.toLowerCase() !== username?.toLowerCase()) return null;
  return link.searchParams.get("start") ?? "";
}

async function copy(text, context) {
  await navigator.clipboard
    .writeText(text)
    .then(() => toastIn(context.toasts, "Copied to the clipboard."))
    .catch(() => ask({ title: "Copy this", fields: [{ name: "text", label: "Text", value: text }] }));
}
