// Dialogs on the browser's own <dialog>: it traps the focus, closes on Esc and gives the focus
// back to where it was.

import { button, el, iconButton } from "./dom.js";

let count = 0;

/**
 * Ask something. Resolves with the fields' values (an object; empty without fields), or null
 * when it was cancelled.
 *
 * options: `title`, `text`, `content` (a node), `fields`, `confirm` (label), `cancel` (label, or
 * null for none), `role`. A field is `{name, label, value, type, choices, list,
 * required, hint}`; `choices` is a list of [value, shown].
 */
export function ask(options) {
  const { title, text, content, fields = [], confirm = "OK", cancel = "Cancel" } = options;
  const id = `dialog-${++count}`;
  const box = el("dialog", {
    class: "dialog",
    role: options.role ?? "dialog",
    "aria-labelledby": `${id}-title`,
    "aria-describedby": text ? `${id}-text` : null,
    "aria-modal": "true",
  });
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: `${id}-title`, text: title }),
    text && el("p", { id: `${id}-text`, text }),
    content,
    ...fields.map((field) => labelled(field, id)),
    el(
      "div",
      { class: "dialog-buttons" },
      cancel && button(cancel, () => box.close(), { class: "plain" }),
      el("button", { type: "submit", class: "primary", text: confirm }),
    ),
  );
  box.append(form);
  return new Promise((resolve) => {
    let answer = null;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = Object.fromEntries(new FormData(form));
      box.close();
    });
    if (options.role !== "alertdialog") closeOnBackdrop(box);
    box.addEventListener("close", () => {
      box.remove();
      resolve(answer);
    });
    document.body.append(box);
    box.showModal();
    (form.querySelector("input, select") ?? form.querySelector("[type=submit]")).focus();
  });
}

/** An alert that a bot sent as the answer to a button. */
export function alertBox(title, text) {
  return ask({ title, text, role: "alertdialog", cancel: null, confirm: "OK" });
}

function labelled(field, id) {
  const inputId = `${id}-${field.name}`;
  const shared = { id: inputId, name: field.name, required: Boolean(field.required) };
  const input = field.choices
    ? el(
        "select",
        shared,
        ...field.choices.map(([value, shown]) =>
          el("option", { value, text: shown, selected: String(value) === String(field.value) }),
        ),
      )
    : el("input", {
        ...shared,
        type: field.type ?? "text",
        step: field.type === "number" ? "any" : null,
        value: field.value ?? "",
        maxlength: field.longest,
        pattern: field.pattern,
        list: field.list ? `${inputId}-list` : null,
        autocomplete: "off",
      });
  return el(
    "div",
    { class: "field" },
    el("label", { for: inputId, text: field.label }),
    input,
    field.list &&
      el("datalist", { id: `${inputId}-list` }, ...field.list.map((value) => el("option", { value }))),
    field.hint && el("span", { class: "field-hint", text: field.hint }),
  );
}

function closeOnBackdrop(box) {
  box.addEventListener("pointerdown", (event) => {
    if (event.target === box) box.close();
  });
}

/** A picture at full size. */
export function openPicture(address, about) {
  const box = el("dialog", { class: "lightbox", "aria-label": about });
  box.append(
    el("img", { src: address, alt: about, on: { click: () => box.close() } }),
    iconButton("close", "Close the picture", () => box.close()),
  );
  closeOnBackdrop(box);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
