// A menu that opens from a button: arrow keys move, Enter chooses, Esc or a click elsewhere closes.

import { el, icon } from "./dom.js";

const GAP = 6;
let closeOpenMenu = null;

/** Open a menu beside `anchor`. items: `{label, icon, run, danger}`; null draws a line. */
export function openMenu(anchor, items, label) {
  const again = closeOpenMenu?.anchor === anchor;
  closeOpenMenu?.();
  if (again) return;
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label });
  for (const item of items) menu.append(item ? entry(item) : el("hr"));

  function entry(item) {
    const choose = () => {
      close();
      item.run();
    };
    return el(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: item.danger ? "danger-text" : "",
        on: { click: choose },
      },
      item.icon && icon(item.icon),
      item.label,
    );
  }

  function close(event) {
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", close);
    closeOpenMenu = null;
    if (event?.type !== "pointerdown") anchor.focus({ preventScroll: true });
  }
  close.anchor = anchor;

  function outside(event) {
    if (!menu.contains(event.target) && !anchor.contains(event.target)) close(event);
  }

  menu.addEventListener("keydown", (event) => moveFocus(event, menu, close));
  document.body.append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", close);
  closeOpenMenu = close;
  menu.querySelector("button").focus();
}

function moveFocus(event, menu, close) {
  const entries = [...menu.querySelectorAll("button")];
  const at = entries.indexOf(document.activeElement);
  const target = {
    ArrowDown: entries[(at + 1) % entries.length],
    ArrowUp: entries.at(at - 1),
    Home: entries[0],
    End: entries.at(-1),
  }[event.key];
  if (target) target.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu, anchor) {
  const spot = anchor.getBoundingClientRect();
  const size = menu.getBoundingClientRect();
  const below = spot.bottom + GAP;
  const top = below + size.height < innerHeight - GAP ? below : spot.top - GAP - size.height;
  const left = spot.left + size.width < innerWidth - GAP ? spot.left : spot.right - size.width;
  menu.style.top = `${Math.max(GAP, top)}px`;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - size.width - GAP))}px`;
}
