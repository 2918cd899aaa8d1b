// The page put together.

import { ClockBar } from "./clock.js";
import { Deck } from "./deck.js";
import { iconButton } from "./dom.js";
import { follow } from "./feed.js";
import { Hint } from "./hint.js";
import { forgetDrafts } from "./memory.js";
import { People } from "./people.js";
import { Store } from "./store.js";
import { isDark, onSystemTheme, toggleTheme } from "./theme.js";
import { clearToasts, toast } from "./toast.js";
import { startTooltips } from "./tooltip.js";
import { View } from "./view.js";

const SECOND = 1000;
const PATIENCE = 1200;

const at = (id) => document.getElementById(id);
const store = new Store();
const view = new View(store);
const deck = new Deck(at("chats"), store, view);
const clock = new ClockBar(at("clock"), store, (move) => view.travel(move));
const hint = new Hint(at("hint"));
new People(at("people"), store, view, (id) => deck.enter(id));

function tick() {
  clock.draw();
  deck.tick();
}

function drawTools() {
  const label = isDark() ? "Light theme" : "Dark theme";
  const theme = iconButton(isDark() ? "sun" : "moon", label, () => {
    toggleTheme();
    drawTools();
    at("tools").firstElementChild.focus();
  });
  at("tools").replaceChildren(theme, iconButton("help", "What to try", () => hint.toggle()));
}

let complaint = null;
let startingOver = false;
function showLink(connected) {
  clearTimeout(complaint);
  if (startingOver) at("notice").replaceChildren("Starting over…");
  else if (connected) at("notice").replaceChildren();
  // A blink of the connection is not worth a word.
  else complaint = setTimeout(() => at("notice").replaceChildren("Reconnecting…"), PATIENCE);
}

function startedOver() {
  startingOver = false;
  forgetDrafts(store.world);
  clearToasts(at("toasts"));
  toast("Everything is as it was at first.");
}

store.on("clock", tick);
store.on("starting-over", () => {
  startingOver = true;
  showLink(true);
});
store.on("anew", startedOver);
store.on("link", ({ connected }) => showLink(connected));
setInterval(tick, SECOND);
onSystemTheme(drawTools);
document.addEventListener("keydown", (event) => {
  const digit = event.altKey && /^Digit([1-9])$/.exec(event.code);
  const id = digit && [...store.people.keys()][digit[1] - 1];
  if (!id) return;
  event.preventDefault();
  deck.enter(id);
});
drawTools();
startTooltips();
follow(store);
