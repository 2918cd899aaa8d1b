// Light or dark: the system's choice until someone presses the button, then theirs.
// Loaded before the first paint, so that a dark page never flashes white.

import { recall, remember } from "./memory.js";

const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

const chosen = recall("theme", null);
if (chosen) root.dataset.theme = chosen;

export function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
}

export function toggleTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  remember("theme", root.dataset.theme);
}

export function onSystemTheme(listener) {
  system.addEventListener("change", listener);
}
