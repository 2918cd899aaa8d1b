"""The team decides on complaints about people's messages to each other.

/reported               complaints, those waiting first → one
one                     what was written, page by page; stop the person from writing, or leave it;
                        what was decided can be changed
"""

from domain.appointments.message_refusals import ReportDecided
from domain.roles import Permission
from handlers.actions.appointments import complaints as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.message_links import ShowComplaint
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row, Screen
from handlers.chat.cards.threads import LAST_PAGE, file_keys, transcript
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Command, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.appointments import correspondence as queries
from handlers.queries.appointments.correspondence import ComplaintCase
from handlers.wording import cards
from handlers.wording.correspondence import about
from handlers.wording.pens import HtmlPen

MOST = 10


@button("mh")
class Complaints(Press):
    """The list of complaints."""


@button("md")
class Decide(Press):
    """They may no longer write (1), or may (0). again: it was decided before."""

    report: int
    banned: int
    again: int = 0


async def show_list(turn: Turn, press: Complaints | None = None) -> Reply:
    """The latest complaints, undecided ones first."""
    words = turn.words
    complaints = await queries.complaints(turn.database, actor=turn.actor, limit=MOST)
    if not complaints:
        return Reply(Screen(words.text("complaint.none"), (way_out(words),)))
    rows = tuple((_key(turn, one),) for one in complaints)
    waiting = sum(one.complaint.decided_at is None for one in complaints)
    text = words.plural("complaint.waiting", waiting) if waiting else words.text("complaint.all")
    return Reply(Screen(text, (*rows, way_out(words))))


async def show(turn: Turn, press: ShowComplaint) -> Reply:
    """One of them, with a page of what was written."""
    page = min(max(press.page, 0), LAST_PAGE)
    complaint = await queries.complaint(turn.database, press.report, page, actor=turn.actor)
    return Reply(_screen(turn, complaint, page))


async def decide(turn: Turn, press: Decide) -> Reply:
    """Stop them from writing, or not; a second press changes nothing."""
    await actions.decide(
        turn.database,
        press.report,
        banned=bool(press.banned),
        again=bool(press.again),
        **turn.intent,
    )
    reply = await show(turn, ShowComplaint(press.report))
    toast = "complaint.banned_toast" if press.banned else "complaint.allowed_toast"
    return Reply(reply.screen, toast=turn.words.label(toast))


async def report_decided(turn: Turn, refusal: ReportDecided, press: Press | None) -> Reply:
    """The complaint as somebody else has decided it."""
    reply = await show(turn, ShowComplaint(refusal.report_id))
    return Reply(reply.screen, toast=turn.words.label("complaint.decided"), alert=True)


def _screen(turn: Turn, complaint: ComplaintCase, page: int) -> Screen:
    words, a, report = turn.words, complaint.appointment, complaint.complaint
    name, other = complaint.parties
    rows: list[Row] = [*file_keys(turn, complaint.messages)]
    turning = []
    if page:
        turning.append(Key(words.label("key.newer"), ShowComplaint(report.id, page - 1)))
    if complaint.more:
        turning.append(Key(words.label("key.older"), ShowComplaint(report.id, page + 1)))
    if turning:
        rows.append(tuple(turning))
    again = int(report.decided_at is not None)
    labels = LabelFitter(words, WHOLE)
    if complaint.banned:
        label = labels.label("complaint.allow_key", cut="other", other=other)
        rows.append((Key(label, Decide(report.id, 0, again), SUCCESS),))
    else:
        label = labels.label("complaint.ban_key", cut="other", other=other)
        rows.append((Key(label, Decide(report.id, 1, again), DANGER),))
    if not again:
        rows.append(
            (Key(words.label("complaint.leave_key"), Decide(report.id, int(complaint.banned))),)
        )
    body = transcript(turn, complaint.messages, (a.coach_name, a.customer_name), None)
    state = "banned" if complaint.banned else "left" if again else "open"
    text = cards.with_title(
        words.text("complaint.title", name=name, other=other),
        about(HtmlPen(words), a, turn.zone),
        body or words.text("message.none"),
        words.text(f"complaint.{state}", other=other),
    )
    return Screen(text, (*rows, way_out(words, Complaints())))


def _key(turn: Turn, one: ComplaintCase) -> Key:
    when = turn.words.short_day(one.complaint.at.date())
    id_ = "complaint.key" if one.complaint.decided_at is None else "complaint.decided_key"
    label = LabelFitter(turn.words, WHOLE).label(id_, cut="other", other=one.parties[1], when=when)
    return Key(label, ShowComplaint(one.complaint.id))


async def _show_list(turn: Turn) -> Reply:
    return await show_list(turn)


SCRIPT = Script(
    commands={"reported": Command(_show_list, Permission.COMPLAINTS)},
    presses={
        Complaints: Step(show_list, Permission.COMPLAINTS),
        ShowComplaint: Step(show, Permission.COMPLAINTS),
        Decide: Step(decide, Permission.COMPLAINTS),
    },
    refusals={ReportDecided: report_decided},
)
