"""What somebody wrote to the other side of a session, as that side reads it."""

from datetime import datetime, timedelta
from typing import Final

from domain.appointments.correspondence import FILES, ContentKind
from domain.messages.notices import NoticeKind
from handlers.actions.appointments.appointment_messages import appointment_of
from handlers.actions.appointments.writing import content_of
from handlers.buttons import message_keys
from handlers.buttons.labels import LabelFitter
from handlers.buttons.message_links import ShowComplaint, WriteTo
from handlers.buttons.screen import PRIMARY, Key
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording import correspondence
from handlers.wording.pens import RichPen
from handlers.wording.rich import Rich
from handlers.wording.words import Words

LONGEST_NAME: Final = 60
BELATED: Final = timedelta(hours=1)  # after that, it says when it was written


def message(facts: Facts, words: Words, zone: str | None, now: datetime | None = None) -> Notice:
    """What was written. now: when it is sent (UTC), None for at once."""
    a, content = appointment_of(facts["about"]), content_of(facts)
    to_coach = not facts["by_coach"]
    other = correspondence.other_of(a, by_coach=to_coach)
    lines = [correspondence.about(RichPen(words), a, zone)]
    if content.text:
        lines.append(Rich.of(words.user_text("note", content.text)))
    if facts["to_all"]:
        lines.append(words.rich("message.to_all"))
    at = datetime.fromisoformat(facts["at"])
    if now is not None and now - at > BELATED:
        lines.append(words.rich("message.written_at", when=words.at(at, a.read_in(zone))))
    reply = Key(words.label("message.reply_key"), WriteTo(a.id, int(to_coach), 1), PRIMARY)
    ways = ((reply, *message_keys.reading(words, a, by_coach=to_coach, again=True)),)
    title = heading(correspondence.headline(words, content, _cut(words, other)))
    media = content if content.kind in FILES or content.kind is ContentKind.PLACE else None
    return Notice(NoticeKind.MESSAGE, title, tuple(lines), ways, media=media)


def _message_lost(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What they wrote did not arrive."""
    a, by_coach = appointment_of(facts["about"]), bool(facts["by_coach"])
    other = _cut(words, correspondence.other_of(a, by_coach=by_coach))
    title = heading(words.rich("notice.message_lost", other=other))
    if facts["waits"]:
        why = "notice.message_waits"
    else:
        why = "notice.file_refused" if facts.get("file") else "notice.message_failed"
    lines = (correspondence.about(RichPen(words), a, zone), words.rich(why, other=other))
    ways = (message_keys.reading(words, a, by_coach=by_coach, again=True),)
    return Notice(NoticeKind.MESSAGE_LOST, title, lines, ways)


def _complaint(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Somebody complains about what the other side wrote."""
    a, by_coach = appointment_of(facts["about"]), bool(facts["by_coach"])
    name = correspondence.other_of(a, by_coach=not by_coach)
    other = correspondence.other_of(a, by_coach=by_coach)
    title = words.rich("complaint.title", name=_cut(words, name), other=_cut(words, other))
    lines = (correspondence.about(RichPen(words), a, zone), words.rich("complaint.please"))
    show = Key(words.label("complaint.show_key"), ShowComplaint(facts["report"]), PRIMARY)
    return Notice(NoticeKind.COMPLAINT, heading(title), lines, ((show,),))


def _cut(words: Words, name: str) -> str:
    return LabelFitter(words, LONGEST_NAME).user_text("other", name)


NOTICES: Composers = {
    NoticeKind.MESSAGE: message,
    NoticeKind.MESSAGE_LOST: _message_lost,
    NoticeKind.COMPLAINT: _complaint,
}
