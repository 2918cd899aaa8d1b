"""What admins are told of coaches who cannot be reached, and of what went wrong; what others are
told in consequence."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.appointment import Appointment
from handlers.actions.messages import appointment_of
from handlers.chat.cards import desk_cards
from handlers.chat.frame.buttons import Home
from handlers.chat.frame.labels import HALF, WHOLE, Room
from handlers.chat.frame.screen import DANGER, PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.parts.desk_links import SetActive, ShowCoach
from handlers.chat.parts.links import CoachCard, ShowAppointment
from handlers.wording import cards
from handlers.wording.words import Html, Words
from storage.cards import Shown

Facts = Mapping[str, Any]
LONGEST_NAME = 60  # letters of each customer's in a list
MOST_RECORDS = 5


def coach_gone(facts: Facts, words: Words, zone: str | None) -> Screen:
    """A coach cannot be reached: why, what waits for them, and what can be done."""
    name, venue = facts["name"], str(facts["zone"])
    parts = [
        f"<b>{words.text('team.coach_gone', coach=name)}</b>",
        words.text("team.blocked" if facts["met"] else "team.never_met", coach=name),
    ]
    rows: list[Row] = []
    in_line = Room(words, LONGEST_NAME)
    for kind in ("requests", "sessions"):
        waiting = facts[kind]
        if waiting["count"]:
            lines = [
                words.text(
                    "team.line",
                    customer=in_line.named("customer", customer),
                    when=words.at(_instant(at), venue),
                )
                for _, customer, at in waiting["first"]
            ]
            title = words.plural(f"team.{kind}", waiting["count"], coach=name)
            parts.append(f"{title}\n{cards.bullet(lines)}")
    rows += [
        (
            Key(
                Room(words, WHOLE).label(
                    "desk.request_key",
                    cut="customer",
                    customer=customer,
                    when=words.button_time(_instant(at), venue),
                ),
                CoachCard(session),
            ),
        )
        for session, customer, at in facts["requests"]["first"]
    ]
    if facts["active"]:
        label = Room(words, WHOLE).label("team.pause", cut="coach", coach=name)
        pause = Key(label, SetActive(facts["coach"], 0), DANGER)
        rows.append((pause,))
    return Screen("\n\n".join(parts), (*rows, *_coach_rows(facts, words)))


def coach_back(facts: Facts, words: Words, zone: str | None) -> Screen:
    """A coach can be reached again, or has pressed Start for the first time."""
    name = facts["name"]
    text = words.text("team.coach_back" if facts["met"] else "team.coach_met", coach=name)
    rows: list[Row] = []
    if not facts["active"]:
        open_key = Key(words.label("coach.open_key"), SetActive(facts["coach"], 1), SUCCESS)
        rows.append((open_key,))
    return Screen(text, (*rows, *_coach_rows(facts, words)))


def in_place(facts: Facts, words: Words, zone: str | None) -> Screen:
    """What a coach did not hear, told to an admin, who can act in their place."""
    a = appointment_of(facts)
    title = words.text(f"notice.{facts['of']}", customer=a.customer_name)
    body = cards.titled(title, cards.for_coach(words, a, zone))
    why = words.text(
        "team.not_delivered" if facts["reached"] else "team.not_reached", coach=a.coach_name
    )
    text = f"{why}\n\n{body}"
    rows = (*desk_cards.keys(words, a), (_card_key(words, a.coach_id, a.coach_name),))
    return Screen(text, rows, Shown.to_coach(a))


def in_your_place(facts: Facts, words: Words, zone: str | None) -> Screen:
    """The team has decided something for a coach."""
    a = appointment_of(facts)
    title = words.text("team.in_your_place", customer=a.customer_name)
    state = words.text("desk.proposed" if a.proposed else f"desk.{a.status.value}")
    text = cards.titled(title, state, cards.for_coach(words, a, zone))
    return Screen(text, desk_cards.keys(words, a), Shown.to_coach(a))


def unreached(facts: Facts, words: Words, zone: str | None) -> Screen:
    """A customer who was promised that the coach hears of it."""
    a = appointment_of(facts)
    title = words.text("team.unreached", coach=a.coach_name)
    what = unheard_yet(words, a, team=facts["team"])
    show = Key(words.label("notice.show"), ShowAppointment(a.id))
    text = cards.titled(title, what, cards.receipt(words, a, zone))
    return Screen(text, ((show,),), Shown.to_customer(a))


def unheard_yet(words: Words, a: Appointment, *, team: bool) -> Html:
    """What becomes of an appointment whose coach cannot be told. team: somebody else was."""
    known = "team" if team else "nobody"
    return Html(words.text(f"team.unheard_{a.status}_{known}", coach=a.coach_name))


def dead_letters(facts: Facts, words: Words, zone: str | None) -> Screen:
    """Updates that could not be handled wait for whoever runs the bot."""
    text = words.plural("team.dead_letters", facts["waiting"])
    return Screen(text, ((Key(words.label("key.menu"), Home()),),))


def two_records(facts: Facts, words: Words, zone: str | None) -> Screen:
    """Somebody has shown what another record is known by, too; both stay as they are."""
    in_line = Room(words, LONGEST_NAME)
    others = [in_line.named("customer", name) for name in facts["others"][:MOST_RECORDS]]
    text = cards.titled(
        words.text("team.two_records"),
        words.text(f"team.shown_{facts['kind']}", customer=facts["name"], value=facts["value"]),
        cards.bullet(others),
        words.text("team.kept_apart"),
    )
    return Screen(text, ((Key(words.label("key.menu"), Home()),),))


def _coach_rows(facts: Facts, words: Words) -> tuple[Row, ...]:
    row = [_card_key(words, facts["coach"], facts["name"])]
    if facts["username"]:
        label = Room(words, HALF).label("team.write", cut="coach", coach=facts["name"])
        row.append(Key(label, f"https://t.me/{facts['username']}"))
    return (tuple(row),)


def _card_key(words: Words, coach_id: int, name: str) -> Key:
    label = Room(words, HALF).label("team.card", cut="coach", coach=name)
    return Key(label, ShowCoach(coach_id), PRIMARY)


def _instant(at: str) -> datetime:
    return datetime.fromisoformat(at)
