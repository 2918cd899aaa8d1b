// What a field of a dialog takes, and the sentence for what it does not.

/** The sentence that refuses what stands in an input; "" when it is fine. */
export function refusalOf(field, input) {
  const value = input.value.trim();
  const { validity } = input;
  if (field.type === "number") return numberRefusal(field, value, validity);
  if (field.required && !hasLetters(value)) return field.missing ?? `${field.label} is missing.`;
  if (validity.patternMismatch) return field.wrong ?? field.hint ?? "This cannot be sent.";
  return "";
}

function numberRefusal({ label, least, most, required }, value, validity) {
  const range = least === undefined ? "" : ` from ${least} to ${most}`;
  const refused = `${label} is a number${range}, such as 52.52.`;
  if (validity.badInput || validity.rangeUnderflow || validity.rangeOverflow) return refused;
  return required && value === "" ? refused : "";
}

/** Whether anything of a text can be seen. */
function hasLetters(text) {
  return /[^\s\p{Cf}\u2800\u3164\u115f\u1160\uffa0]/u.test(text);
}
