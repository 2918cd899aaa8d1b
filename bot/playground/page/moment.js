// Dates and times the way one person reads them: in their language, on their clock.
// Instants are epoch seconds; a person brings `language` and `zone`.

const formats = new Map();

// Making an Intl formatter costs far more than using it.
function formatter(person, options) {
  const key = `${person.language}|${person.zone}|${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(localeOf(person), { timeZone: zoneOf(person), ...options });
    formats.set(key, made);
  }
  return made;
}

function zoneOf(person) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: person.zone });
    return person.zone;
  } catch {
    return "UTC";
  }
}

/** A language as Intl knows it. Plain English outside America means British habits. */
function localeOf({ language, zone }) {
  const tag = (language || "en").replace("_", "-");
  if (tag === "en") return zone?.startsWith("America/") ? "en-US" : "en-GB";
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return "en-GB";
  }
}

function show(seconds, person, options) {
  return formatter(person, options).format(seconds * 1000);
}

export function timeOfDay(seconds, person) {
  return show(seconds, person, { hour: "2-digit", minute: "2-digit" });
}

/** The calendar day of an instant as "YYYY-MM-DD", for comparing days. */
export function dayKey(seconds, person) {
  const key = `${person.zone}|day`;
  if (!formats.has(key)) {
    const options = { timeZone: zoneOf(person), year: "numeric", month: "2-digit", day: "2-digit" };
    formats.set(key, new Intl.DateTimeFormat("en-CA", options));
  }
  return formats.get(key).format(seconds * 1000);
}

/** "Today", "Yesterday", "Tomorrow", or the date, with the year when it is another one. */
export function dayName(seconds, now, person) {
  const day = dayKey(seconds, person);
  const today = dayKey(now, person);
  const apart = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (Math.abs(apart) <= 1) {
    const word = relativeFormat(person).format(apart, "day");
    return word[0].toLocaleUpperCase(localeOf(person)) + word.slice(1);
  }
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
  return show(seconds, person, { weekday: "long", day: "numeric", month: "long", year });
}

const STEPS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

function relativeFormat(person) {
  const key = `${person.language}|relative`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.RelativeTimeFormat(localeOf(person), { numeric: "auto" }));
  }
  return formats.get(key);
}

/** "in 2 hours", "yesterday", "now". */
function relative(seconds, now, person) {
  const apart = seconds - now;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(apart) >= length) ?? ["second", 0];
  return relativeFormat(person).format(size ? Math.trunc(apart / size) : 0, unit);
}

const DATE = {
  d: { day: "2-digit", month: "2-digit", year: "2-digit" },
  D: { day: "numeric", month: "long", year: "numeric" },
};
const TIME = {
  t: { hour: "2-digit", minute: "2-digit" },
  T: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/**
 * The text of a date_time entity: `r`, or `w?[dD]?[tT]?` (weekday, short or long date, short or
 * long time). Null when the format is empty or unknown: the message's own text stays.
 */
export function written(seconds, format, now, person) {
  if (format === "r") return relative(seconds, now, person);
  const parts = /^(w?)([dD]?)([tT]?)$/.exec(format ?? "");
  if (!parts || !format) return null;
  const [, week, date, time] = parts;
  const weekday = week ? { weekday: date === "d" || (time && !date) ? "short" : "long" } : {};
  return show(seconds, person, { ...weekday, ...DATE[date], ...TIME[time] });
}

/** Everything there is to know about an instant, for the hover text. */
export function inFull(seconds, now, person) {
  const day = show(seconds, person, { dateStyle: "full", timeStyle: "short" });
  return `${day} (${person.zone}), ${relative(seconds, now, person)}`;
}

/** The simulated clock in the bar at the top, in the zone of whoever looks at the page. */
export function clockFace(seconds) {
  const options = { weekday: "short", day: "numeric", month: "short" };
  const here = { language: "en-GB", zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return {
    date: show(seconds, here, options),
    year: show(seconds, here, { year: "numeric" }),
    time: timeOfDay(seconds, here),
    zone: here.zone,
  };
}

/** "2 d 5 h ahead", or null on real time. */
export function aheadOf(offset) {
  const minutes = Math.round(Math.abs(offset) / 60);
  if (minutes === 0) return null;
  const parts = [
    [Math.floor(minutes / 1440), "d"],
    [Math.floor(minutes / 60) % 24, "h"],
    [minutes % 60, "min"],
  ];
  const shown = parts.filter(([count]) => count > 0).slice(0, 2);
  const text = shown.map(([count, unit]) => `${count} ${unit}`).join(" ");
  return `${text} ${offset > 0 ? "ahead" : "behind"}`;
}
