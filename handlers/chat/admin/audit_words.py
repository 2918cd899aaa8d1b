"""Lines of the audit log as people read them: who did what, and what it was before and after."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from domain.roles import Door
from domain.services.catalogue import Catalogue
from domain.services.display_zones import DisplayZone
from handlers.queries.business.audit import AuditLines
from handlers.wording.words import Words, languages
from storage.audit_pages import AuditLine

MOST_CHANGES: Final = 4  # in one line
LONGEST: Final = 44  # letters of a value, or of a name
_SAID: Final = ("status", "role")  # fields whose values have names of their own
# Fields whose values are ids: of what.
_IDS: Final = {
    "resources": "room",
    "services": "service",
    "service": "service",
    "service_id": "service",
    "coach": "coach",
    "coach_id": "coach",
    "colleague": "coach",
    "from": "coach",
    "to": "coach",
    "person": "person",
    "person_id": "person",
}
_WEEKDAYS: Final = tuple("0123456")
_OF_THE_DAY: Final = ("morning", "evening", "quiet")  # minutes of the day; below 0 for never
# Told first: the log keeps fields in no order.
_FIRST: Final = ("starts", "starts_at", "first", "from", "days")
_NEXT: Final = ("ends", "last", "to")
Names = Mapping[str, Mapping[int, str]]
"""The names of rooms, services and coaches by id, and by what they are."""


def names_in(catalogue: Catalogue) -> Names:
    """What the log's ids are called now."""
    return {
        "room": {id_: room.name for id_, room in catalogue.resources.items()},
        "service": {id_: service.title for id_, service in catalogue.services.items()},
        "coach": {id_: coach.name for id_, coach in catalogue.coaches.items()},
    }


def line(words: Words, one: AuditLine, page: AuditLines, zone: DisplayZone, names: Names) -> str:
    """One line of the log, as HTML. names: as from `names_in`."""
    who = words.label("audit.the_bot")
    if one.actor_id is not None:
        who = page.people.get(one.actor_id) or words.label("audit.somebody", id=one.actor_id)
    head = words.text(
        "audit.line",
        when=words.at(one.at, zone),
        name=_short(who),
        did=did(words, one.action),
        what=_short(subject(words, one, page)),
    )
    lines = [head]
    if one.door not in (None, Door.CHAT, Door.JOB):
        lines.append(words.text("audit.door", door=_door(words, str(one.door))))
        if one.request_id:
            lines.append(words.text("audit.request", id=one.request_id))
    return "\n".join((*lines, *changes(words, one, zone, {**names, "person": page.people})))


def _door(words: Words, name: str) -> str:
    """The door it came through; its bare name if only a newer version knows that door."""
    id_ = f"audit.door_{name}"
    label = words.label(f"audit.door_{name}")
    return name.replace("_", " ") if label == id_ else label


def did(words: Words, action: str) -> str:
    """What was done, in words; its bare name if there are none."""
    id_ = f"audit.did_{action}"
    label = words.label(f"audit.did_{action}")
    return action.replace("_", " ") if label == id_ else label


def subject(words: Words, one: AuditLine, page: AuditLines) -> str:
    """What it was done to."""
    if one.entity in ("appointment", "message") and one.entity_id in page.sessions:
        return " · ".join(page.sessions[one.entity_id])
    if one.entity == "person" and one.entity_id in page.people:
        return page.people[one.entity_id]
    return f"{kind(words, one.entity)} #{one.entity_id}"


def kind(words: Words, entity: str) -> str:
    """What a line is about, in words."""
    id_ = f"audit.kind_{entity}"
    label = words.label(f"audit.kind_{entity}")
    return entity if label == id_ else label


def changes(words: Words, one: AuditLine, zone: DisplayZone, names: Names) -> list[str]:
    """What has changed, each field with its earlier value, when it begins first. names: as in
    `line`, and of people."""
    before, after = one.before or {}, one.after or {}
    fields = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    lines = []
    for name in sorted(fields, key=_place):
        was, is_ = (_value(words, name, side.get(name), zone, names) for side in (before, after))
        if was == is_:
            continue
        lines.append(
            words.text(
                "audit.change" if name in before else "audit.now",
                field=_field(words, name),
                was=was,
                now=is_,
            )
        )
    if lines[MOST_CHANGES:]:
        rest = len(lines) - MOST_CHANGES
        lines = [*lines[:MOST_CHANGES], words.plural("audit.more_changes", rest)]
    return lines


def _place(name: str) -> int:
    return 0 if name in _FIRST else 1 if name in _NEXT else 2


def has_words(words: Words, name: str) -> bool:
    """Whether a field is called something: by a sentence, or as a weekday or a day."""
    name = name.partition(".")[0]
    if name in _WEEKDAYS or _day(name):
        return True
    id_ = f"audit.field_{name}"
    return words.label(f"audit.field_{name}") != id_


def _field(words: Words, name: str) -> str:
    """What a field is called; for a text in one language, with that language."""
    if name in _WEEKDAYS:
        return words.long_weekdays[int(name)]
    if day := _day(name):
        return words.day(day)
    name, _, language = name.partition(".")
    label = _said_of(words, name)
    return f"{label} ({words.language_name(language)})" if language in languages() else label


def _said_of(words: Words, name: str) -> str:
    id_ = f"audit.field_{name}"
    label = words.label(f"audit.field_{name}")
    return name.replace("_", " ") if label == id_ else label


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if "-" in text else None
    except ValueError:
        return None


def _value(words: Words, name: str, value: Any, zone: DisplayZone, names: Names) -> str:
    if value in (None, [], {}, ""):
        return "–"
    if isinstance(value, bool):
        return words.label("audit.yes" if value else "audit.no")
    if isinstance(value, Mapping):
        parts = [
            f"{_field(words, key)}: {_value(words, key, one, zone, names)}"
            for key, one in value.items()
            if one not in (None, [], {}, "")
        ]
        return _short(", ".join(parts)) or "–"
    if isinstance(value, list):
        return _short(", ".join(_value(words, name, one, zone, names) for one in value))
    if isinstance(value, int) and name in _IDS:
        return names.get(_IDS[name], {}).get(value, f"#{value}")
    if isinstance(value, int) and name in _OF_THE_DAY:
        return words.minute(value) if 0 <= value <= 1440 else "–"
    if name in _SAID:
        id_ = f"status.{value}" if name == "status" else f"role.{value}"
        label = words.label(f"status.{value}" if name == "status" else f"role.{value}")
        return str(value) if label == id_ else label
    if isinstance(value, str) and (moment := _moment(value)):
        if moment.tzinfo is None:  # on its owner's wall clock, as leave is
            return f"{words.day(moment.date())}, {words.clock(moment)}"
        return words.at(moment, zone)
    return _short(str(value))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    # Bare digits are a number, and a bare day stays as it is written.
    return moment if moment.tzinfo or "T" in text else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
