// The people of the playground: adding one, changing one, and the names of their languages.

import * as api from "./api.js";
import { ask } from "./dialog.js";
import { attempt } from "./toast.js";

const LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pl", "pt", "tr", "uk", "ar"];
const names = new Intl.DisplayNames("en", { type: "language" });

export function languageName(code) {
  try {
    return names.of((code || "en").replace("_", "-"));
  } catch {
    return code;
  }
}

function fields(person) {
  const known = new Set([...LANGUAGES, person.language]);
  return [
    { name: "first_name", label: "First name", value: person.first_name, required: true, longest: 64 },
    { name: "last_name", label: "Last name", value: person.last_name, longest: 64 },
    {
      name: "language",
      label: "Language",
      value: person.language,
      choices: [...known].map((code) => [code, languageName(code)]),
    },
    {
      name: "zone",
      label: "Time zone",
      value: person.zone,
      required: true,
      list: Intl.supportedValuesOf("timeZone"),
      hint: "Start typing a city, for example London.",
    },
  ];
}

/** Ask who the new customer is. Resolves with the person, or null. */
export async function addCustomer() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const answer = await ask({
    title: "Add a customer",
    fields: fields({ first_name: "", last_name: "", language: "en", zone: timeZone }),
    confirm: "Add",
  });
  let person = null;
  if (answer) {
    await attempt(async () => {
      person = await api.addPerson({ ...answer, role: "customer" });
    });
  }
  return person;
}

export async function editPerson(person) {
  const answer = await ask({
    title: `Edit ${person.first_name}`,
    fields: fields(person),
    confirm: "Save",
  });
  if (answer) await attempt(() => api.changePerson(person.id, answer));
}
