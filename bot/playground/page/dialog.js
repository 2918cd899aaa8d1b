// Dialogs on the browser's own <dialog>: it traps the focus, closes on Esc and gives the focus
// back to where it was.

import { button, el, iconButton } from "./dom.js";
import { refusalOf } from "./fields.js";

let count = 0;

/**
 * Ask something. Resolves with the fields' values (an object; empty without fields), or null
 * when it was cancelled.
 *
 * options: `title` (a text, or a list of texts and nodes), `text`, `content` (a node), `fields`, `confirm` (label), `cancel` (label, or
 * null for none), `role`, `danger` (whether confirming destroys something), `submit`. A field is
 * `{name, label, value, type, choices, list, required, pattern, least, most, hint}`; `choices` is a
 * list of [value, shown].
 *
 * `submit(values)` does what the dialog is for. As long as it throws, the dialog stays open with
 * everything that was typed, and shows the sentence at the field that the error names.
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
  const trouble = el("p", { class: "trouble", role: "alert", dir: "auto" });
  const send = el("button", {
    type: "submit",
    class: options.danger ? "primary destroying" : "primary",
    text: confirm,
  });
  const form = el(
    "form",
    { method: "dialog", novalidate: true },
    el("h2", { id: `${id}-title`, dir: "auto" }, ...[title].flat()),
    text && el("p", { id: `${id}-text`, dir: "auto", text }),
    content,
    ...fields.map((field) => labelled(field, id)),
    trouble,
    el(
      "div",
      { class: "dialog-buttons" },
      cancel && button(cancel, () => box.close(), { class: "plain" }),
      send,
    ),
  );
  box.append(form);
  return new Promise((resolve) => {
    let answer = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (send.getAttribute("aria-busy") || !check(form, fields)) return;
      const values = Object.fromEntries(new FormData(form));
      trouble.textContent = "";
      send.setAttribute("aria-busy", "true");
      try {
        await options.submit?.(values);
        answer = values;
        box.close();
      } catch (error) {
        const field = form.elements.namedItem(error.field ?? "");
        if (field) complain(field, error.message).focus();
        else trouble.textContent = error.message;
      } finally {
        send.removeAttribute("aria-busy");
      }
    });
    form.addEventListener("input", ({ target }) => complain(target, ""));
    if (options.role !== "alertdialog") closeOnBackdrop(box);
    box.addEventListener("close", () => {
      box.remove();
      resolve(answer);
    });
    document.body.append(box);
    box.showModal();
    const first = form.querySelector("input, select");
    (first ?? (options.danger ? form.querySelector("button") : send)).focus();
  });
}

/** An alert that a bot sent as the answer to a button. */
export function alertBox(title, text) {
  return ask({ title, text, role: "alertdialog", cancel: null, confirm: "OK" });
}

function labelled(field, id) {
  const inputId = `${id}-${field.name}`;
  const shared = {
    id: inputId,
    name: field.name,
    "aria-required": field.required ? "true" : null,
    "aria-describedby": `${field.hint ? `${inputId}-hint ` : ""}${inputId}-trouble`,
  };
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
        min: field.least,
        max: field.most,
        dir: field.type === "number" ? null : "auto",
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
    field.hint && el("span", { class: "field-hint", id: `${inputId}-hint`, text: field.hint }),
    el("span", { class: "field-trouble", id: `${inputId}-trouble`, role: "alert", dir: "auto" }),
  );
}

/** Whether every field can be sent as it is; if not, each says why, and the first has the focus. */
function check(form, fields) {
  const wrong = fields.filter((field) => {
    const input = form.elements.namedItem(field.name);
    const refusal = refusalOf(field, input);
    complain(input, refusal);
    return refusal;
  });
  if (wrong.length > 0) form.elements.namedItem(wrong[0].name).focus();
  return wrong.length === 0;
}

/** Show a sentence at a field, or take it away; returns the field. */
function complain(input, sentence) {
  document.getElementById(`${input.id}-trouble`).textContent = sentence;
  if (sentence) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  return input;
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
