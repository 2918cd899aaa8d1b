"""The team blocks somebody from booking; `unblocking` lets them again.

/block [who [how long]: why]     who, if nobody was named → review; or from a person's card
1 who                            typed, as in `people` → review, or a choice of people
2 review                         how long (keys, or typed), why (typed), and what they have booked:
                                 kept, or cancelled → blocked
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from domain.appointments.appointment import Appointment
from domain.people.blocking import (
    LONGEST,
    LONGEST_REASON,
    USUAL,
    BlockChanged,
    BlocksOneself,
    BlocksTeam,
    until,
)
from domain.refusals import BadInput
from domain.roles import Permission
from domain.series.series import mark
from domain.services.display_zones import leading, of_business
from domain.text import field_text
from handlers.actions.people import blocking as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.people_links import AskBlock, People, ShowPerson, back_to
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, Key, Row, Screen
from handlers.chat.admin.people import people
from handlers.chat.admin.people.roles import ShowRole
from handlers.chat.admin.people.unblocking import ShowBlocked
from handlers.chat.cards import undo_keys
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import people_matches
from handlers.queries.people import blocks as queries
from handlers.queries.people import people as search
from handlers.queries.people.blocks import Blockable
from handlers.typing.blocking import read_block
from handlers.typing.lengths import DAY
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import Html

WHO: Final = "blocking.who"
REVIEW: Final = "blocking.review"
MOST: Final = 8  # people, or sessions, that are listed
MOST_WORDS: Final = 8  # of a name and a length
MINUTES: Final = tuple(days * DAY for days in USUAL)


@button("nbd")
class DoBlock(Press):
    """Block them as shown. cancels: their bookings are cancelled (1) or stand (0). seen: the mark
    of those bookings."""

    person: int
    minutes: int
    cancels: int
    seen: int


async def block(turn: Turn) -> Reply:
    """/block."""
    return await who(turn) if turn.text else await ask(turn, _who(turn))


async def who(turn: Turn) -> Reply:
    """The person, for how long and why, as typed."""
    text = turn.text or people_matches.search_text(turn)
    line = read_block(text, vocabulary_of(turn.words.locale))
    name, minutes = line.before or text, line.minutes
    try:
        reason = field_text.optional(line.after, "reason", LONGEST_REASON)
    except BadInput as refusal:
        return await ask_again(turn, _who(turn), refusal)
    matches = await search.search(turn.database, name, actor=turn.actor)
    if len(matches.people) == 1 and not matches.more:
        return await _review(turn, matches.people[0].id, minutes, reason)
    if not matches.people:
        typed_length = not minutes and await _begins_with_a_name(turn, name)
        unread = BadInput("block_length", LONGEST) if typed_length else BadInput("person_found")
        return await ask_again(turn, _who(turn), unread)
    rows = people_matches.keys(turn, matches.people[:MOST], lambda one: AskBlock(one, minutes))
    screen = Screen(turn.words.text("blocking.which"), (*rows, way_out(turn.words, People())))
    return await ask(turn, Question(WHO, screen, {"reason": reason}))


async def review(turn: Turn, press: AskBlock) -> Reply:
    """What it would mean, with what has been typed so far."""
    minutes = min(max(press.minutes, 0), LONGEST * DAY)
    return await _review(turn, press.person, minutes, _reason(turn, press.person), press.flag)


async def take_details(turn: Turn) -> Reply:
    """How long, or why, was typed."""
    facts = turn.pending.facts if turn.pending else {}
    person, minutes, flag = (int(facts.get(name, 0)) for name in ("person", "minutes", "flag"))
    before, line = facts.get("reason"), read_block(turn.text, vocabulary_of(turn.words.locale))
    alone = bool(line.minutes) and not line.before
    typed, minutes = (line.after, line.minutes) if alone else (turn.text.strip(" :"), minutes)
    try:
        reason = field_text.optional(typed, "reason", LONGEST_REASON) or (before if alone else None)
    except BadInput as refusal:
        return replace(await _review(turn, person, minutes, before, flag), refusal=refusal)
    return await _review(turn, person, minutes, reason, flag)


async def carry_out(turn: Turn, press: DoBlock) -> Reply:
    """Block them. If how and why are no longer known, the review is shown again first."""
    pending = turn.pending
    facts = pending.facts if pending is not None and pending.step == REVIEW else {}
    if (facts.get("person"), facts.get("minutes")) != (press.person, press.minutes):
        flag = int(facts.get("flag", 0)) if facts.get("person") == press.person else 0
        reply = await review(turn, AskBlock(press.person, press.minutes, flag=flag))
        return Reply(reply.screen, toast=turn.words.label("blocking.again"))
    cancelled = await actions.block(
        turn.database,
        press.person,
        press.minutes,
        facts.get("reason"),
        cancels=bool(press.cancels),
        seen_mark=press.seen,
        **turn.intent,
    )
    words = turn.words
    toast = (
        words.plural("blocking.cancelled", cancelled) if cancelled else words.label("blocking.done")
    )
    reply = await people.show(turn, ShowPerson(press.person))
    assert reply.screen is not None
    undo = undo_keys.row(words, undo_keys.UndoBlock(press.person))
    return Reply(replace(reply.screen, rows=(undo, *reply.screen.rows)), toast=toast)


async def _begins_with_a_name(turn: Turn, text: str) -> bool:
    """Whether the first words of a line name somebody: the others must be how long."""
    words = text.split()[:MOST_WORDS]
    for end in range(len(words) - 1, 0, -1):
        if (await search.search(turn.database, " ".join(words[:end]), actor=turn.actor)).people:
            return True
    return False


def _who(turn: Turn) -> Question:
    words = turn.words
    list_row = (Key(words.label("blocking.list_key"), ShowBlocked()),)
    return Question(WHO, Screen(words.text("blocking.who"), (list_row, way_out(words, People()))))


async def _review(
    turn: Turn, person_id: int, minutes: int, reason: str | None, flag: int = 0
) -> Reply:
    candidate = await queries.blockable(turn.database, person_id, actor=turn.actor, now=turn.now)
    facts: dict[str, Any] = {"person": candidate.person.id, "minutes": minutes, "reason": reason}
    screen = _screen(turn, candidate, minutes, reason, flag)
    return await ask(turn, Question(REVIEW, screen, {**facts, "flag": flag}))


def _screen(
    turn: Turn, candidate: Blockable, minutes: int, reason: str | None, flag: int
) -> Screen:
    words, person = turn.words, candidate.person
    ends = until(minutes, turn.now)
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    until_when = words.text("blocking.until", until=words.at(ends, zone)) if ends else ""
    how_long = until_when or words.text("blocking.open_end")
    why = words.text("blocking.reason", reason=reason) if reason else words.text("blocking.why")
    parts = [
        words.text("blocking.title", name=person.name),
        words.text("blocking.means"),
        f"{how_long}\n{why}",
        *([words.text("blocking.coach_too")] if person.coach_id is not None else []),
        _coming(turn, candidate.upcoming),
        words.text("blocking.type"),
    ]
    rows: list[Row] = [
        tuple(
            Key(
                words.plural("length.days", one // DAY),
                AskBlock(person.id, one, flag),
                _style(one, minutes),
            )
            for one in MINUTES
        ),
        (Key(words.label("blocking.open_key"), AskBlock(person.id, 0, flag), _style(0, minutes)),),
        *_deeds(turn, candidate, minutes),
    ]
    text = "\n\n".join(parts)
    return Screen(text, (*rows, way_out(words, back_to(person.id, flag))))


def _style(one: int, minutes: int) -> str | None:
    return PRIMARY if one == minutes else None


def _deeds(turn: Turn, candidate: Blockable, minutes: int) -> tuple[Row, ...]:
    words, n = turn.words, len(candidate.upcoming)
    do = partial(DoBlock, candidate.person.id, minutes)
    seen_mark = mark(candidate.upcoming)
    if not n:
        return ((Key(words.label("blocking.do"), do(0, seen_mark), DANGER),),)
    return (
        (Key(words.plural("blocking.do_keep", n), do(0, seen_mark), DANGER),),
        (Key(words.plural("blocking.do_cancel", n), do(1, seen_mark), DANGER),),
    )


def _coming(turn: Turn, upcoming: Sequence[Appointment]) -> str:
    """What they have booked, the soonest first."""
    words = turn.words
    if not upcoming:
        return words.text("blocking.nothing_booked")
    lines = [words.plural("blocking.booked", len(upcoming))]
    lines += [
        words.text(
            "blocking.line",
            when=words.button_time(one.starts_at, leading(one.meeting, one.zone, turn.zone)),
            service=one.service_title,
            coach=one.coach_name,
        )
        for one in upcoming[:MOST]
    ]
    if upcoming[MOST:]:
        lines.append(words.plural("blocking.more", len(upcoming) - MOST))
    return Html("\n".join(lines))


def _reason(turn: Turn, person_id: int) -> str | None:
    """The reason typed before: for this person, or for those on the list."""
    pending = turn.pending
    if pending is None or pending.step not in (WHO, REVIEW):
        return None
    if pending.step == REVIEW and pending.facts.get("person") != person_id:
        return None
    return pending.facts.get("reason")


async def _block_changed(turn: Turn, refusal: BlockChanged, press: Press | None) -> Reply:
    """Their bookings have changed since: the review again, as it is now."""
    minutes = press.minutes if isinstance(press, DoBlock) else 0
    reply = await review(turn, AskBlock(refusal.person_id, minutes))
    return Reply(reply.screen, toast=turn.words.label("blocking.changed"), alert=True)


async def _team(turn: Turn, refusal: BlocksTeam, press: Press | None) -> Reply:
    words = turn.words
    role = (Key(words.label("people.role_key"), ShowRole(refusal.person_id)),)
    rows = (role,) if turn.actor.may(Permission.ROLES) else ()
    text = words.text("refusal.blocks_team" if refusal.role else "refusal.blocks_admin")
    return Reply(Screen(text, (*rows, way_out(words, ShowPerson(refusal.person_id)))))


SCRIPT = Script(
    commands={
        "block": Command(block, Permission.BLOCK),
    },
    presses={
        AskBlock: Step(review, Permission.BLOCK),
        DoBlock: Step(carry_out, Permission.BLOCK),
    },
    answers={
        WHO: AnswerStep(who, Permission.BLOCK, takes=Takes.PERSON),
        REVIEW: AnswerStep(take_details, Permission.BLOCK),
    },
    refusals={
        BlocksOneself: sentence("refusal.blocks_oneself"),
        BlocksTeam: _team,
        BlockChanged: _block_changed,
    },
)
