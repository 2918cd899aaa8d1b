// Short notes that come and go. The holder is a status region, so they are read out.

import { el } from "./dom.js";

const SHORTEST = 3500;
const PER_LETTER = 55;
const MOST = 3;

/** Show `text` in a status region, long enough to be read. kind: "" or "error". */
export function toastIn(holder, text, kind = "") {
  const note = el("div", { class: `toast ${kind}`.trim(), text });
  holder.append(note);
  while (holder.children.length > MOST) holder.firstElementChild.remove();
  setTimeout(() => note.remove(), Math.max(SHORTEST, text.length * PER_LETTER));
}

/** Something that concerns the page and not one chat. */
export function toast(text, kind = "") {
  toastIn(document.getElementById("toasts"), text, kind);
}

/** Run an action; what goes wrong is shown as a sentence. Resolves with true when it worked. */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    toast(error.message, "error");
    return false;
  }
}
