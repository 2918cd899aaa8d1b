// Short notes that come and go. The holder is a status region, so they are read out.
//
// Notes stand below each other, a few at a time, and the others wait their turn. The time of a note
// runs only while it can be read; what went wrong stays until somebody has put it away.

import { el, iconButton } from "./dom.js";

const SHORTEST = 4000;
const PER_LETTER = 60;
const MOST = 3;
const BEAT = 200;

const stacks = new Map();
let beating = null;

/** Show `text` in a status region, long enough to be read. kind: "" or "error". */
export function toastIn(holder, text, kind = "") {
  if (!stacks.has(holder)) stacks.set(holder, { shown: [], waiting: [] });
  const stack = stacks.get(holder);
  const same = [...stack.shown, ...stack.waiting].find((each) => each.text === text);
  if (same) {
    same.left = lengthOf(text);
    if (same.node) again(same);
    return;
  }
  stack.waiting.push({ text, kind, left: lengthOf(text) });
  fill(holder, stack);
  beating ??= setInterval(beat, BEAT);
}

/** Something that concerns the page and not one chat. */
export function toast(text, kind = "") {
  toastIn(document.getElementById("toasts"), text, kind);
}

/** Put away all notes of a region. */
export function clearToasts(holder) {
  stacks.get(holder)?.shown.forEach((each) => each.node.remove());
  stacks.delete(holder);
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

function lengthOf(text) {
  return Math.max(SHORTEST, text.length * PER_LETTER);
}

/** What went wrong is shown at once; of the others no more than a few stand there together. */
function fill(holder, stack) {
  const room = () => MOST - stack.shown.filter((each) => each.kind !== "error").length;
  for (const each of [...stack.waiting]) {
    if (each.kind !== "error" && room() <= 0) continue;
    stack.waiting.splice(stack.waiting.indexOf(each), 1);
    stack.shown.push(each);
    each.node = noteOf(holder, stack, each);
    holder.append(each.node);
  }
}

function noteOf(holder, stack, each) {
  const note = el("div", { class: `toast ${each.kind}`.trim() }, el("span", { dir: "auto", text: each.text }));
  const close = () => {
    const next = note.nextElementSibling ?? note.previousElementSibling;
    const focused = note.contains(document.activeElement);
    putAway(holder, stack, each);
    if (focused) next?.querySelector("button")?.focus();
  };
  note.append(iconButton("close", "Dismiss", close, { class: "toast-close" }));
  return note;
}

function putAway(holder, stack, each) {
  each.node.remove();
  stack.shown.splice(stack.shown.indexOf(each), 1);
  fill(holder, stack);
}

/** The same words again: it is seen, and read out, that they were said once more. */
function again({ node }) {
  node.parentNode?.append(node);
  node.classList.remove("again");
  requestAnimationFrame(() => node.classList.add("again"));
}

function beat() {
  for (const [holder, stack] of [...stacks]) {
    if (!holder.isConnected) stacks.delete(holder);
    else if (canBeRead(holder)) pass(holder, stack);
  }
  if (stacks.size === 0) {
    clearInterval(beating);
    beating = null;
  }
}

function pass(holder, stack) {
  for (const each of [...stack.shown]) {
    if (each.kind === "error" || isHeld(each.node)) continue;
    each.left -= BEAT;
    if (each.left <= 0) putAway(holder, stack, each);
  }
  if (stack.shown.length === 0 && stack.waiting.length === 0) stacks.delete(holder);
}

/** Nobody reads in another tab, in a chat that is not in view, or behind a dialog. */
function canBeRead(holder) {
  return !document.hidden && holder.checkVisibility() && !document.querySelector("dialog[open]");
}

function isHeld(note) {
  return note.matches(":hover") || note.querySelector(":focus-visible") !== null;
}
