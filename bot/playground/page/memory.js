// What the page remembers between visits. A browser that refuses storage costs only the memory.

const PREFIX = "coachbook.";

export function recall(name, otherwise) {
  return read("localStorage", name) ?? otherwise;
}

export function remember(name, value) {
  write("localStorage", name, value);
}

/** What somebody was writing: `{text, reply}` or null. It survives a reload, not the tab. */
export function draftOf(world, personId) {
  return read("sessionStorage", draftName(world, personId));
}

/** Keep a draft; null forgets it. */
export function keepDraft(world, personId, draft) {
  write("sessionStorage", draftName(world, personId), draft);
}

/** Forget the drafts of every other world: those chats are gone. */
export function forgetDrafts(world) {
  try {
    const stale = Object.keys(sessionStorage).filter(
      (key) => key.startsWith(`${PREFIX}draft.`) && !key.startsWith(`${PREFIX}draft.${world}.`),
    );
    stale.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Nothing was kept then.
  }
}

function draftName(world, personId) {
  return `draft.${world}.${personId}`;
}

// Even naming a storage throws where a browser refuses it.

function read(storage, name) {
  try {
    return JSON.parse(window[storage].getItem(PREFIX + name));
  } catch {
    return null;
  }
}

function write(storage, name, value) {
  try {
    if (value === null) window[storage].removeItem(PREFIX + name);
    else window[storage].setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Private windows may refuse; the page works without.
  }
}
