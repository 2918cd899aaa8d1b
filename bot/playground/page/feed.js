// The live feed: server-sent events into the store, with a fresh snapshot on every (re)connect.

import { readState } from "./api.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;

/** Keep the store up to date for as long as the page lives. */
export function follow(store) {
  let wait = FIRST_WAIT;

  function connect() {
    const source = new EventSource("/playground/events");
    // Events that arrive while the snapshot is under way are newer than it, or the same.
    let waiting = [];
    source.onmessage = async ({ data }) => {
      const event = JSON.parse(data);
      if (event.type !== "hello") {
        if (waiting) waiting.push(event);
        else store.apply(event);
        return;
      }
      waiting = [];
      try {
        store.replace(await readState());
      } catch {
        retry(source);
        return;
      }
      const missed = waiting;
      waiting = null;
      missed.forEach((each) => store.apply(each));
      wait = FIRST_WAIT;
      store.tell("link", { connected: true });
    };
    source.onerror = () => retry(source);
  }

  function retry(source) {
    // EventSource gives up for good on some answers, so the next try is always ours.
    source.onerror = null;
    source.close();
    store.tell("link", { connected: false });
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  connect();
}
