"""What the team reads of a person, and what it can do with them.

card                 who they are, how they are reached, what they have booked; what they were told
                     (→ `notification_log`)
1 sessions           coming or past, page by page → card of a session
2 book for them      with whom (→ `book_for_times`)
3 note               what the team should remember (→ `team_notes`)
"""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.accounts.identity import IdentityKind
from domain.appointments.appointment import OFF, Appointment
from domain.roles import Permission, Role
from domain.services.display_zones import leading, of_business
from domain.text import names
from handlers.buttons.book_for_links import ForService
from handlers.buttons.keyboards import in_pairs, way_out
from handlers.buttons.labels import HALF, WHOLE, LabelFitter
from handlers.buttons.links import CoachCard
from handlers.buttons.pages import page_rows
from handlers.buttons.people_links import BookForPerson, People, SessionsOf, ShowPerson
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin.people import person_keys
from handlers.chat.frame.chat_language import words_of
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.people import people as queries
from handlers.queries.people.merging import MergeCandidate
from handlers.queries.people.people import PersonCard
from handlers.wording import cards
from handlers.wording.words import Html, zone_info
from storage.people.person_cards import BookingCounts
from storage.people.team_notes import TeamNote

PAGE: Final = 6
LAST_PAGE: Final = 10_000
MOST_KNOWN: Final = 10  # names and contacts they are known by
MOST_NOTED: Final = 500  # letters of a note; a tap shows all of it


async def card(turn: Turn, person_id: int) -> Screen:
    """All that is known of somebody, with what can be done. Raises NotFound."""
    profile = await queries.card(turn.database, person_id, actor=turn.actor, now=turn.now)
    words = turn.words
    parts = [
        words.text("people.title", name=profile.person.name, id=profile.person.id),
        "\n".join((_roles(turn, profile), *_block_lines(turn, profile), *_bounds(turn, profile))),
        "\n".join((*_contact_lines(turn, profile), *ways(turn, profile))),
        "\n".join(_read(turn, profile)),
        "\n".join(_booking_lines(turn, profile)),
        *(note_lines(turn, profile.note) if profile.note else ()),
    ]
    keys = person_keys.keys_of(turn, profile)
    return Screen("\n\n".join(parts), (*in_pairs(keys), way_out(words, People())))


def _business_zone(turn: Turn) -> ZoneInfo:
    return zone_info(turn.catalogue.business.zone)


def _roles(turn: Turn, profile: PersonCard) -> str:
    words = turn.words
    roles = [words.label(f"people.role_{role}") for role in Role if role in profile.person.roles]
    return words.text("people.roles", roles=", ".join(roles[1:] or roles))


def _block_lines(turn: Turn, profile: PersonCard) -> list[str]:
    record, words = profile.record, turn.words
    if record.blocked_at is None:
        return []
    day = words.day(record.blocked_at.astimezone(_business_zone(turn)).date())
    lines = [words.text("people.blocked", day=day)]
    if record.blocked_until is not None:
        lines = [words.text("people.blocked_until", day=day, until=_at(turn, record.blocked_until))]
    if record.blocked_reason:
        lines.append(words.text("card.reason", reason=record.blocked_reason))
    return lines


def _bounds(turn: Turn, profile: PersonCard) -> list[str]:
    """How much they may book, if less than others, and what waits to be looked at."""
    words, lines = turn.words, list[str]()
    if profile.limits.most is not None:
        lines.append(words.plural("limiting.most", profile.limits.most))
    if profile.limits.by_hand:
        lines.append(words.text("limiting.by_hand"))
    if lines and profile.limits.until is not None:
        lines.append(words.text("limiting.until", until=_at(turn, profile.limits.until)))
    if profile.missed:
        lines.append(words.plural("limiting.after_missed", profile.missed))
    kinds = [words.label(f"flags.kind_{one.kind}") for one in profile.flags]
    return [*lines, *([words.text("flags.on_card", kinds=", ".join(kinds))] if kinds else [])]


def _at(turn: Turn, instant: datetime) -> str:
    return turn.words.at(instant, of_business(turn.catalogue.business.zone, turn.zone))


def _contact_lines(turn: Turn, profile: PersonCard) -> list[str]:
    """How they are reached, and what is known of each way."""
    words, person, contact = turn.words, profile.person, profile.contact
    if person.telegram_id is None:
        lines = [words.text("people.no_chat")]
    elif contact.away_since is not None:
        lines = [words.text("people.away" if contact.met else "people.never_met")]
    else:
        lines = [words.text("people.reached")]
    if person.telegram_id is not None:
        lines.append(words.text("people.telegram_id", id=person.telegram_id))
    return lines


def ways(turn: Turn, profile: PersonCard | MergeCandidate) -> list[str]:
    """Their numbers and addresses, and whether each is verified."""
    words, person, lines = turn.words, profile.person, []
    if person.username:
        lines.append(words.text("people.username", username=person.username))
    others = [one for one in profile.identities if one.identity.kind is not IdentityKind.TELEGRAM]
    for one in others[:MOST_KNOWN]:
        suffix = "shown" if one.verified_at else "said"
        kind, value = one.identity.kind.value, one.identity.value
        lines.append(words.text(f"people.{kind}_{suffix}", value=value))
    return lines


def _read(turn: Turn, profile: PersonCard) -> list[str]:
    words, person = turn.words, profile.person
    theirs = words_of(person, turn.catalogue.business, turn.context.language)
    since = profile.record.since.astimezone(_business_zone(turn)).date()
    lines = [words.text("people.language", language=words.language_name(theirs.language))]
    if person.zone:
        lines.append(words.text("people.zone", zone=words.zone_in_full(person.zone)))
    return [*lines, words.text("people.since", day=words.day(since))]


def session_counts(turn: Turn, history: BookingCounts) -> list[str]:
    """How many sessions they have ahead, had, missed and called off."""
    words, names = turn.words, ("coming", "past", "missed", "cancelled")
    numbers = [(name, getattr(history, name)) for name in names]
    counts = [words.plural(f"people.{name}", n) for name, n in numbers if n]
    if not counts:
        return [words.text("people.booked_nothing")]
    return [words.text("people.sessions", counted=Html(" · ".join(counts)))]


def _booking_lines(turn: Turn, profile: PersonCard) -> list[str]:
    words, lines = turn.words, session_counts(turn, profile.history)
    if profile.next is not None:
        lines.append(words.text("people.next", session=Html(_line(turn, profile.next))))
    return lines


def note_lines(turn: Turn, note: TeamNote, most: int = MOST_NOTED) -> list[str]:
    """What the team has written down, by whom and when."""
    note_text = turn.words.text("team_note.note", note=names.cut(note.text, most))
    by = turn.words.text("team_note.by", name=note.author, when=_at(turn, note.at))
    return [f"{note_text}\n{by}"]


async def sessions(turn: Turn, press: SessionsOf) -> Reply:
    """What they have booked, page by page."""
    words, past, page = turn.words, bool(press.past), min(max(press.page, 0), LAST_PAGE)
    profile = await queries.card(turn.database, press.person, actor=turn.actor, now=turn.now)
    name, person_id = profile.person.name, profile.person.id
    appointments = await queries.sessions_of(
        turn.database,
        person_id,
        actor=turn.actor,
        now=turn.now,
        past=past,
        limit=PAGE + 1,
        offset=page * PAGE,
    )
    side, other = ("past", "coming") if past else ("coming", "past")
    title = words.text(f"people.sessions_{side}", name=name)
    lines = [_line(turn, a) for a in appointments[:PAGE]] or [words.text(f"people.none_{side}")]
    rows: list[Row] = [(_key(turn, a),) for a in appointments[:PAGE]]
    turning = []
    if page:
        press = SessionsOf(person_id, int(past), page - 1)
        turning.append(Key(words.label("pages.previous"), press))
    if len(appointments) > PAGE:
        press = SessionsOf(person_id, int(past), page + 1)
        turning.append(Key(words.label("pages.next"), press))
    rows += [tuple(turning)] if turning else []
    rows.append((Key(words.label(f"people.show_{other}"), SessionsOf(person_id, 1 - int(past))),))
    text = cards.with_title(title, "\n\n".join(lines))
    return Reply(Screen(text, (*rows, way_out(words, ShowPerson(person_id)))))


def _line(turn: Turn, a: Appointment) -> str:
    words = turn.words
    return words.text(
        "people.line_off" if a.status in OFF else "people.line",
        when=words.at(a.starts_at, leading(a.meeting, a.zone, turn.zone)),
        service=a.service_title,
        coach=a.coach_name,
        status=cards.state(words, a, turn.now),
    )


def _key(turn: Turn, a: Appointment) -> Key:
    when = turn.words.button_time(a.starts_at, leading(a.meeting, a.zone, turn.zone))
    labels = LabelFitter(turn.words, WHOLE)
    label = labels.label("people.session_key", cut="service", service=a.service_title, when=when)
    return Key(label, CoachCard(a.id))


async def book_for(turn: Turn, press: BookForPerson) -> Reply:
    """With whom?"""
    words, person = turn.words, press.person
    profile = await queries.card(turn.database, person, actor=turn.actor, now=turn.now)
    keys = [
        Key(
            LabelFitter(words, HALF).user_text("coach", coach.name),
            ForService(coach.id, profile.person.id),
        )
        for coach in turn.catalogue.coaches.values()
        if coach.active and coach.person_id != profile.person.id
    ]
    if not keys:
        back = way_out(words, ShowPerson(profile.person.id))
        return Reply(Screen(words.text("people.no_coach"), (back,)))
    rows = page_rows(words, keys, press.page, lambda page: BookForPerson(profile.person.id, page))
    text = words.text("people.with_whom", name=profile.person.name)
    return Reply(Screen(text, (*rows, way_out(words, ShowPerson(profile.person.id)))))


SCRIPT = Script(
    presses={
        SessionsOf: Step(sessions, Permission.PEOPLE),
        BookForPerson: Step(book_for, Permission.PEOPLE),
    },
)
