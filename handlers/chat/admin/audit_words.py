"""Lines of the audit log as people read them: who did what, and what it was before and after."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from domain.roles import Door
from domain.services.display_zones import DisplayZone
from handlers.queries.business.audit import AuditLines
from handlers.wording.words import Words, languages
from storage.audit_pages import AuditLine

MOST_CHANGES: Final = 4  # in one line
LONGEST: Final = 44  # letters of a value, or of a name
_SAID: Final = ("status", "role")  # fields whose values have names of their own


def line(words: Words, one: AuditLine, page: AuditLines, zone: DisplayZone) -> str:
    """One line of the log, as HTML."""
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
    return "\n".join((*lines, *changes(words, one, zone)))


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


def changes(words: Words, one: AuditLine, zone: DisplayZone) -> list[str]:
    """What has changed, each field with its earlier value."""
    before, after = one.before or {}, one.after or {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    lines = []
    for name in names:
        was, is_ = (_value(words, name, side.get(name), zone) for side in (before, after))
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


def _field(words: Words, name: str) -> str:
    """What a field is called; for a text in one language, with that language."""
    name, _, language = name.partition(".")
    label = _said_of(words, name)
    return f"{label} ({words.language_name(language)})" if language in languages() else label


def _said_of(words: Words, name: str) -> str:
    id_ = f"audit.field_{name}"
    label = words.label(f"audit.field_{name}")
    return name.replace("_", " ") if label == id_ else label


def _value(words: Words, name: str, value: Any, zone: DisplayZone) -> str:
    if value is None or value == [] or value == "":
        return "–"
    if isinstance(value, bool):
        return words.label("audit.yes" if value else "audit.no")
    if isinstance(value, Mapping):
        return _short(", ".join(f"{key}: {one}" for key, one in value.items()))
    if isinstance(value, list):
        return _short(", ".join(_value(words, name, one, zone) for one in value))
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
