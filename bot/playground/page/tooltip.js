// One hover text for the whole page: whatever carries a `describe()` shows it on hover and focus.

import { el } from "./dom.js";

const GAP = 8;
const tip = el("div", { class: "tooltip", id: "tooltip", role: "tooltip", hidden: true });
let owner = null;

function show(target) {
  if (target === owner) return;
  hide();
  if (!target) return;
  owner = target;
  tip.textContent = target.describe();
  tip.hidden = false;
  target.setAttribute("aria-describedby", "tooltip");
  const spot = target.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const left = spot.left + spot.width / 2 - size.width / 2;
  const above = spot.top - size.height - GAP;
  tip.style.left = `${Math.max(GAP, Math.min(left, innerWidth - size.width - GAP))}px`;
  tip.style.top = `${above > GAP ? above : spot.bottom + GAP}px`;
}

function hide() {
  owner?.removeAttribute("aria-describedby");
  owner = null;
  tip.hidden = true;
}

const described = (node) => node.closest?.(".moment") ?? null;

export function startTooltips() {
  document.body.append(tip);
  document.addEventListener("pointerover", (event) => show(described(event.target)));
  document.addEventListener("focusin", (event) => show(described(event.target)));
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
}
