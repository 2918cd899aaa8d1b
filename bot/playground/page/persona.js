// The people of the playground: adding one, changing one, and the names of their languages.

import * as api from "./api.js";
import { ask } from "./dialog.js";
import { el } from "./dom.js";

const LANGUAGES = ["en", "de", "es", "fr", "it", "nl", "pl", "pt", "tr", "uk", "ar"];
// Of every zone its city, which is shorter to type and the same to the playground.
const PLACES = Intl.supportedValuesOf("timeZone")
  .flatMap((zone) => (zone.includes("/") ? [cityOf(zone), zone] : [zone]));
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
    { name: "first_name", label: "First name", value: person.first_name, required: true, missing: "A person needs a first name.", longest: 64 },
    { name: "last_name", label: "Last name", value: person.last_name, longest: 64 },
    {
      name: "language",
      label: "Language",
      value: person.language,
      choices: [...known].map((code) => [code, languageName(code)]),
    },
    {
      name: "zone",
      label: "City or time zone",
      value: person.zone,
      required: true,
      missing: "A person lives somewhere: give a city, such as London.",
      list: PLACES,
      hint: "A large city nearby, such as London or New York, or a zone such as Europe/Berlin.",
    },
  ];
}

function cityOf(zone) {
  return zone.slice(zone.lastIndexOf("/") + 1).replaceAll("_", " ");
}

/** Ask who the new customer is. Resolves with the person, or null. */
export async function addCustomer() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  let person = null;
  await ask({
    title: "Add a customer",
    fields: fields({ first_name: "", last_name: "", language: "en", zone: timeZone }),
    confirm: "Add",
    submit: async (values) => {
      person = await api.addPerson({ ...values, role: "customer" });
    },
  });
  return person;
}

export async function editPerson(person) {
  await ask({
    title: ["Edit ", el("bdi", { text: person.first_name })],
    fields: fields(person),
    confirm: "Save",
    submit: (values) => api.changePerson(person.id, values),
  });
}
