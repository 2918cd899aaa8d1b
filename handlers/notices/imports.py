"""What people are told about an import."""

from datetime import datetime

from domain.messages.notices import NoticeKind
from domain.services.display_zones import of_calendar
from domain.transfer.importing import ImportRowState
from handlers.buttons.coach_links import ShowCoach
from handlers.buttons.data_links import ShowImport
from handlers.buttons.labels import HALF, LabelFitter
from handlers.buttons.links import Requests
from handlers.buttons.screen import PRIMARY, Key, Row
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.rich import join_rich
from handlers.wording.words import Words

SAID = (
    ImportRowState.ADDED,
    ImportRowState.REMOVED,
    ImportRowState.STAYS,
    ImportRowState.KNOWN,
    ImportRowState.WRONG,
)
LONGEST_NAME = 60


def _import_ended(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To whoever started it: how many lines are in, and how many could not be imported."""
    name = LabelFitter(words, LONGEST_NAME).user_text("file", facts["file"])
    stopped = "stopped" in facts
    undo = "undo_" if facts.get("undoing") else ""
    state = f"{undo}stopped" if stopped else facts["state"]
    title = heading(words.rich(f"notice.import_{state}", name=name))
    counts = facts["lines"]
    lines = [words.rich_plural(f"import.n_{line}", n) for line in SAID if (n := counts.get(line))]
    body = join_rich(lines or [words.rich("import.n_nothing")], "\n")
    if stopped:  # they can no longer open it
        why = words.rich(f"notice.import_{undo}no_right")
        return Notice(NoticeKind.IMPORT_ENDED, title, (body, why))
    ways = ((Key(words.label("notice.import_show"), ShowImport(facts["import"]), PRIMARY),),)
    return Notice(NoticeKind.IMPORT_ENDED, title, (body,), ways)


def _requests(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To their coach: how many requests came in at once, and until when the first waits."""
    title = heading(words.rich_plural("notice.imported_requests", facts["requests"]))
    lines = []
    if facts["until"]:
        until = datetime.fromisoformat(facts["until"])
        when = words.at(until, of_calendar(zone or facts["zone"]))
        lines.append(words.rich("notice.imported_until", until=when))
    kind = NoticeKind.IMPORTED_REQUESTS
    if "for_coach" not in facts:
        show: tuple[Row, ...] = ((Key(words.label("notice.imported_show"), Requests(), PRIMARY),),)
        return Notice(kind, title, tuple(lines), show)
    # To the team, about a coach who is not on Telegram.
    coach, name = facts["for_coach"]
    label = LabelFitter(words, HALF).label("team.card", cut="coach", coach=name)
    why = words.rich("team.pass_on", coach=name)
    return Notice(kind, title, (why, *lines), ((Key(label, ShowCoach(coach)),),))


NOTICES: Composers = {
    NoticeKind.IMPORT_ENDED: _import_ended,
    NoticeKind.IMPORTED_REQUESTS: _requests,
}
