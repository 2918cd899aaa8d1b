// Which messages of a chat Tab stops at: the newest with buttons, and the one that has the focus.
// With each old card a stop, the text field would be a hundred presses away.

const STOPS = "a[href], button:not(.reply-button, .quote), [tabindex='0'], [data-stop]";

/** Keep the stops of a list of messages as they should be; `enter(item)` goes into a message. */
export function keepStops(list) {
  let entered = null;

  function settle() {
    const newest = [...list.children].findLast((item) => item.querySelector("button.key"));
    for (const item of list.children) set(item, item === newest || item === entered);
  }

  function enter(item) {
    entered = item;
    settle();
    (item.querySelector("button.key[tabindex='0']") ?? item.querySelector(STOPS))?.focus();
  }

  // Before a keyboard makes the button that got the focus its only stop.
  list.addEventListener("focusin", noticed, true);
  function noticed(event) {
    const item = event.target.closest(".message");
    if (item === entered) return;
    entered = item;
    settle();
  }
  new MutationObserver(settle).observe(list, { childList: true });
  return { enter };
}

/** Let Tab stop inside a message, or pass it by; what it stopped at before is remembered. */
function set(item, stops) {
  if (item.passed === !stops) return;
  item.passed = !stops;
  for (const node of item.querySelectorAll(STOPS)) {
    if (stops) restore(node);
    else if (node.tabIndex >= 0) pass(node);
  }
}

function pass(node) {
  node.dataset.stop = node.getAttribute("tabindex") ?? "";
  node.setAttribute("tabindex", "-1");
}

function restore(node) {
  if (node.dataset.stop === undefined) return;
  if (node.dataset.stop === "") node.removeAttribute("tabindex");
  else node.setAttribute("tabindex", node.dataset.stop);
  delete node.dataset.stop;
}
