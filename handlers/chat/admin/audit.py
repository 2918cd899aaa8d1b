"""Who did what, for admins.

/audit [which]   the newest lines, page by page; or of a booking (its code), a request (its id), a
                 day, a kind of thing, or a person, typed on one line or below → their lines
1 kinds          of what kind of thing
2 file           the same as a CSV file, or as a workbook
"""

from typing import Final

import orjson

from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.display_zones import of_business
from handlers.actions.transfer import exporting
from handlers.buttons.keyboards import in_rows, way_out
from handlers.buttons.people_links import ShowAudit
from handlers.buttons.press import Press, button, pack_day, unpack_day
from handlers.buttons.screen import Key, Row, Screen
from handlers.chat.admin import audit_words as wording
from handlers.chat.frame.answers import Question, ask, ask_again
from handlers.chat.frame.reply import File, Reply
from handlers.chat.frame.script import AnswerStep, Command, Script, Step, Takes
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import people_matches
from handlers.files.tables import Table, csv_file, workbook
from handlers.queries.business import audit as queries
from handlers.queries.business.audit import KINDS, AuditFilter, AuditLines
from handlers.queries.people import people as search
from handlers.typing.dated_hours import read_dates
from handlers.typing.reading import readings_of
from handlers.typing.vocabulary import vocabulary_of
from handlers.wording.words import zone_info

WHICH: Final = "audit.which"
PAGE: Final = 5
MOST: Final = 8  # people to choose from
IN_FILE: Final = 10_000
FIRST_DAY, LAST_DAY = 2000_01_01, 2999_12_31
COLUMNS: Final = (
    *("id", "at", "door", "actor_id", "actor", "action"),
    *("entity", "entity_id", "about", "before", "after", "request_id"),
)


@button("nak")
class AuditKinds(Press):
    """Of which kind of thing?"""


@button("naf")
class SaveAudit(Press):
    """The same lines as a file. by, number: as in ShowAudit. excel: 1 for a workbook."""

    by: str
    number: int
    excel: int = 0


async def audit(turn: Turn) -> Reply:
    """/audit."""
    return await which(turn) if turn.text else await show(turn, ShowAudit())


async def show(turn: Turn, press: ShowAudit) -> Reply:
    """A page of lines; typing searches for others."""
    subject = _which(turn, press.by, press.number)
    page = await queries.page(
        turn.database, subject, actor=turn.actor, before=press.before, most=PAGE
    )
    title = await _title(turn, subject, page)
    return await ask(turn, Question(WHICH, _screen(turn, press, title, page)))


async def which(turn: Turn) -> Reply:
    """What was typed: a booking code, a kind of thing, a day, or a person."""
    text = people_matches.search_text(turn).strip()
    code = text.removeprefix("#").upper()
    if code and (booking := await queries.booking(turn.database, code, actor=turn.actor)):
        return await show(turn, ShowAudit("b", booking))
    if request := await queries.request(turn.database, text, actor=turn.actor):
        return await show(turn, ShowAudit("r", request))
    for number, kind in enumerate(KINDS, 1):
        if text.casefold() in (kind, wording.kind(turn.words, kind).casefold()):
            return await show(turn, ShowAudit("k", number))
    today = turn.now.astimezone(zone_info(turn.catalogue.business.zone)).date()
    for dates in readings_of(read_dates(text, today, vocabulary_of(turn.words.locale))):
        if dates.first == dates.last:
            return await show(turn, ShowAudit("d", pack_day(dates.first)))
    matches = await search.search(turn.database, text, actor=turn.actor)
    if not matches.people:
        page = await queries.page(
            turn.database, AuditFilter(), actor=turn.actor, before=0, most=PAGE
        )
        screen = _screen(turn, ShowAudit(), await _title(turn, AuditFilter(), page), page)
        return await ask_again(turn, Question(WHICH, screen), BadInput("audit"))
    if len(matches.people) == 1:
        return await show(turn, ShowAudit("p", matches.people[0].id))
    rows = people_matches.keys(turn, matches.people[:MOST], lambda one: ShowAudit("p", one))
    text = turn.words.text("audit.whose")
    screen = Screen(text, (*rows, way_out(turn.words, ShowAudit())))
    return await ask(turn, Question(WHICH, screen))


async def kinds(turn: Turn, press: AuditKinds) -> Reply:
    """Of which kind of thing?"""
    words = turn.words
    keys = [
        Key(wording.kind(words, kind), ShowAudit("k", number))
        for number, kind in enumerate(KINDS, 1)
    ]
    rows = in_rows(keys, 2)
    return Reply(Screen(words.text("audit.which_kind"), (*rows, way_out(words, ShowAudit()))))


async def save(turn: Turn, press: SaveAudit) -> Reply:
    """The lines as a file, the newest first."""
    subject = _which(turn, press.by, press.number)
    page = await queries.page(turn.database, subject, actor=turn.actor, before=0, most=IN_FILE)
    n = len(page.lines)
    caption = turn.words.plural("audit.file_cut" if page.more else "audit.file", n)
    table = _table(turn, page)
    if press.excel == 1:
        content, ending = await workbook(table), "xlsx"
    else:
        content, ending = await csv_file(table, turn.words.locale), "csv"
    if content is None:
        return Reply(toast=turn.words.label("report.file_failed"), alert=True)
    of = {"by": press.by, "number": press.number} if press.by else {}
    await exporting.note_audit_taken(turn.database, {"format": ending, **of}, **turn.intent)
    return Reply(file=File(f"audit.{ending}", content, caption))


def _table(turn: Turn, page: AuditLines) -> Table:
    rows = [
        (
            one.id,
            one.at.isoformat(),
            one.door,
            one.actor_id,
            page.people.get(one.actor_id or 0),
            one.action,
            one.entity,
            one.entity_id,
            wording.subject(turn.words, one, page),
            None if one.before is None else orjson.dumps(one.before).decode(),
            None if one.after is None else orjson.dumps(one.after).decode(),
            one.request_id,
        )
        for one in page.lines
    ]
    return Table("audit", COLUMNS, rows)


def _which(turn: Turn, by: str, number: int) -> AuditFilter:
    """What a button asks for; everything if it was forged."""
    zone = turn.catalogue.business.zone
    if by == "p":
        return AuditFilter(person=number)
    if by == "b":
        return AuditFilter(booking=number)
    if by == "r":
        return AuditFilter(request=number)
    if by == "d" and FIRST_DAY <= number <= LAST_DAY:
        try:
            day = unpack_day(number)
        except ValueError:
            return AuditFilter()
        return AuditFilter(day=day, zone=zone)
    if by == "k" and 1 <= number <= len(KINDS):
        return AuditFilter(kind=KINDS[number - 1])
    return AuditFilter()


async def _title(turn: Turn, subject: AuditFilter, page: AuditLines) -> str:
    words = turn.words
    if subject.person or subject.booking:
        name = await queries.name_of(turn.database, subject, actor=turn.actor)
        return words.text("audit.of", name=name)
    if subject.request:
        id_ = page.lines[0].request_id if page.lines else None
        return words.text("audit.of_request", id=id_ or "–")
    if subject.day is not None:
        return words.text("audit.of_day", day=words.day(subject.day))
    if subject.kind:
        return words.text("audit.of_kind", kind=wording.kind(words, subject.kind))
    return words.text("audit.all")


def _screen(turn: Turn, press: ShowAudit, title: str, page: AuditLines) -> Screen:
    words = turn.words
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    named = wording.names_in(turn.catalogue)
    lines = [wording.line(words, one, page, zone, named) for one in page.lines]
    text = "\n\n".join((title, *(lines or [words.text("audit.none")]), words.text("audit.type")))
    rows: list[Row] = []
    turning = []
    if press.before:
        turning.append(Key(words.label("audit.newest"), ShowAudit(press.by, press.number)))
    if page.more:
        older = ShowAudit(press.by, press.number, page.lines[-1].id)
        turning.append(Key(words.label("key.older"), older))
    if turning:
        rows.append(tuple(turning))
    rows.append((Key(words.label("audit.kinds_key"), AuditKinds()),))
    if lines:
        rows.append(
            (
                Key(words.label("audit.file_key"), SaveAudit(press.by, press.number)),
                Key(words.label("audit.excel_key"), SaveAudit(press.by, press.number, 1)),
            )
        )
    back = None if (press.by, press.number) == ("", 0) else ShowAudit()
    return Screen(text, (*rows, way_out(words, back)))


SCRIPT = Script(
    commands={"audit": Command(audit, Permission.AUDIT)},
    presses={
        ShowAudit: Step(show, Permission.AUDIT),
        AuditKinds: Step(kinds, Permission.AUDIT),
        SaveAudit: Step(save, Permission.AUDIT),
    },
    answers={WHICH: AnswerStep(which, Permission.AUDIT, takes=Takes.PERSON)},
)
