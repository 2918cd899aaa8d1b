"""Words for one reader: sentences through gettext, dates, times and money through Babel.

Message ids are names ("book.choose_day"); the sentences, English included, live in `locales/`.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.localedata import exists

from domain.services.display_zones import DisplayZone
from domain.services.service import Money
from domain.text import names
from handlers.wording import formats
from handlers.wording.compiled import sentences
from handlers.wording.rich import Rich, format_rich

LOCALES = Path(__file__).parents[2] / "locales"
SOURCE = "en"
# Telegram mostly says "en" without a region, from everywhere; read as en_US it would turn a
# Berlin coach's 15:00 into 3:00 PM and 3/4 into a riddle. "en-US" gets what it asks for.
PLAIN = {"en": "en_GB"}
# Typed texts by placeholder, and what replaces them when there is nothing to see.
NAMES = {
    "customer": "blank.person",
    "name": "blank.person",
    "other": "blank.person",
    "coach": "blank.coach",
    "service": "blank.service",
    "business": "blank.business",
    "place": "blank.place",
    "room": "blank.room",
    "category": "blank.text",
    "closure": "blank.closure",
    "file": "blank.text",
}
PASSAGES = dict.fromkeys(("note", "reason", "fragment", "description", "passage"), "blank.text")


class Words:
    """One language's words. Get them through `words_for`; they are shared and never change.

    `language`: the catalogue; `locale`: how dates and times are written, which may be a region's.
    """

    def __init__(self, language: str, locale: Locale) -> None:
        self.language = language
        self.locale = locale
        self._sentences = _sentences(language)

    def text(self, message: str, /, **values: object) -> str:
        """A sentence as Telegram HTML. Values are escaped, unless they are `Html`.

        Values in NAMES and PASSAGES are shown as by `user_text`, here and in `label`.
        """
        return self._sentences.gettext(message).format_map(
            _escape_values(self._clean_values(values))
        )

    def label(self, message: str, /, **values: object) -> str:
        """A sentence as plain text: a button, a toast, a command's description."""
        return self._sentences.gettext(message).format_map(self._clean_values(values))

    def plural(self, message: str, n: int, /, **values: object) -> str:
        """A sentence in the grammatical number of `n`, as Telegram HTML; `{n}` is the number."""
        sentence = self._sentences.ngettext(message, message, n)
        return sentence.format_map(_escape_values(self._clean_values({"n": n, **values})))

    def rich(self, message: str, /, **values: object) -> Rich:
        """A sentence with its marks, for every channel. Values that are `Rich` keep their own."""
        return format_rich(self._sentences.gettext(message), self._clean_values(values))

    def rich_plural(self, message: str, n: int, /, **values: object) -> Rich:
        """As `plural`, for every channel."""
        sentence = self._sentences.ngettext(message, message, n)
        return format_rich(sentence, self._clean_values({"n": n, **values}))

    def user_text(self, kind: str, text: str) -> str:
        """Typed text, by its placeholder in NAMES or PASSAGES, fit for use anywhere.

        It cannot reorder the text around it, and is never invisible.
        """
        if kind in PASSAGES:
            return names.lines(text) or self.label(PASSAGES[kind])
        return names.one_line(text) or self.label(NAMES[kind])

    def _clean_values(self, values: dict[str, object]) -> dict[str, object]:
        for kind, value in values.items():
            if not isinstance(value, str) or isinstance(value, Html):
                continue
            if kind in NAMES or kind in PASSAGES:
                values[kind] = self.user_text(kind, value)
            else:
                values[kind] = names.lines(value)  # a label, perhaps, with names in it
        return values

    def day(self, day: date) -> str:
        """A day with its weekday and year: Tue, 12 May 2026."""
        return formats.day(self.locale, day)

    def short_day(self, day: date) -> str:
        """A day for a button: Tue 12 May."""
        return formats.short_day(self.locale, day)

    def day_of_year(self, day: date) -> str:
        """A day of any year: 24 Dec."""
        return formats.day_of_year(self.locale, day)

    def month(self, first: date) -> str:
        """A month with its year, short: Dec 2026."""
        return formats.month(self.locale, first.replace(day=1), "LLL yyyy")

    def month_name(self, first: date) -> str:
        """The short name of a month: Dec."""
        return formats.month(self.locale, first.replace(day=1), "LLL")

    def full_month(self, first: date) -> str:
        """The name of a month: December."""
        return formats.month(self.locale, first.replace(day=1), "LLLL")

    @cached_property
    def weekdays(self) -> tuple[str, ...]:
        """Short names of the weekdays, Monday first."""
        names = self.locale.days["stand-alone"]["short"]
        return tuple(names[n] for n in range(7))

    @cached_property
    def long_weekdays(self) -> tuple[str, ...]:
        """Full names of the weekdays, Monday first."""
        names = self.locale.days["stand-alone"]["wide"]
        return tuple(names[n] for n in range(7))

    def clock(self, wall: datetime) -> str:
        """A wall time: 15:00 or 3:00 PM."""
        return formats.clock(self.locale, wall.hour * 60 + wall.minute)

    def minute(self, minute: int) -> str:
        """A minute of the day, 0 to 1440, as a wall time."""
        return formats.clock(self.locale, minute)

    def money(self, money: Money) -> str:
        """A price: €60.00, or that there is none."""
        return formats.money(self.locale, money) if money.minor else self.label("price.free")

    def zone(self, zone: str) -> str:
        """An IANA zone by its city's name: Berlin."""
        return formats.zone(self.locale, zone)

    def zone_in_full(self, zone: str) -> str:
        """The city with its IANA name: Berlin (Europe/Berlin). An offset stands alone, as its IANA
        name reverses the sign: UTC+3 is Etc/GMT-3."""
        city = self.zone(zone)
        return f"{city} ({zone})" if "/" in zone and not zone.startswith("Etc/") else city

    def in_zone(self, time: str, zone: str) -> str:
        """A time as it is written elsewhere, with the city whose clock shows it: 15:00 (Berlin)."""
        return self.label("time.in_zone", time=time, zone=self.zone(zone))

    def together(self, parts: Iterable[str]) -> str:
        """Several things of a sentence, the last after an "and"."""
        return formats.together(self.locale, tuple(parts))

    def language_name(self, language: str) -> str:
        """A language as its reader calls it: German, Deutsch."""
        return str(self.locale.languages.get(language, language))

    def length(self, minutes: int) -> str:
        """A length of time in the largest units that fit: 45 min, 12 hours, 2 days."""
        if minutes % 1440 == 0 and minutes:
            return self.plural("length.days", minutes // 1440)
        if minutes % 60 == 0 and minutes:
            return self.plural("length.hours", minutes // 60)
        return self.plural("length.minutes", minutes)

    def clock_at(self, instant: datetime, zone: DisplayZone) -> str:
        """An instant as a wall time: 15:00."""
        return self.clock(instant.astimezone(zone_info(zone)))

    def at(self, instant: datetime, zone: DisplayZone) -> str:
        """An instant as a wall time, with the zone: Tue, 12 May 2026, 15:00 (Berlin)."""
        wall = instant.astimezone(zone_info(zone))
        return self.label(
            "time.at", day=self.day(wall.date()), clock=self.clock(wall), zone=self.zone(zone)
        )

    def button_time(self, instant: datetime, zone: DisplayZone) -> str:
        """An instant for a button: Tue 12 May, 15:00."""
        wall = instant.astimezone(zone_info(zone))
        return f"{self.short_day(wall.date())}, {self.clock(wall)}"

    def own_time(self, instant: datetime, zone: DisplayZone) -> "Html":
        """The same instant in the reader's zone, shown by their own Telegram (HTML).

        Where that is impossible, in an old client or an email, the time is shown in `zone` instead.
        """
        fallback = escape(self.at(instant, zone))
        return Html(f'<tg-time unix="{int(instant.timestamp())}" format="wDt">{fallback}</tg-time>')


class Html(str):
    """Text that is Telegram HTML already and is not escaped again."""

    __slots__ = ()


@lru_cache(maxsize=512)
def words_for(*wishes: str | None) -> Words:
    """The words for the first wish that we speak ("de-AT" counts as "de"), else English."""
    for wish in wishes:
        tag = (wish or "").replace("-", "_").split("_")
        language = tag[0].lower()
        if language in languages():
            return _words(language, _region(language, tag[1] if len(tag) > 1 else ""))
    return _words(SOURCE, _region(SOURCE, ""))


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages we speak, English first."""
    codes = sorted(p.parent.parent.name for p in LOCALES.glob("*/LC_MESSAGES/messages.po"))
    codes.sort(key=lambda code: code != SOURCE)
    return tuple(codes)


@cache
def own_name(language: str) -> str:
    """A language's own name. The first call loads all that Babel knows of it: 1 MB."""
    return (Locale.parse(language).get_display_name() or language).capitalize()


def _escape_values(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, Html | int) else escape(str(value), quote=False)
        for name, value in values.items()
    }


@cache
def _words(language: str, locale: str) -> Words:
    return Words(language, Locale.parse(locale))


def _region(language: str, region: str) -> str:
    """A language tag's locale; one we do not know counts as none."""
    locale = f"{language}_{region.upper()}"
    return locale if region and exists(locale) else PLAIN.get(language, language)


@cache
def _sentences(language: str) -> GNUTranslations:
    return sentences(LOCALES, language)


@cache
def zone_info(zone: str) -> ZoneInfo:
    """The zone with an IANA name, cached."""
    return ZoneInfo(zone)
