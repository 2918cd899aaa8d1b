"""An appointment as people read it: receipts, requests, lines of a list.

zone: the reader's IANA zone, None when nobody knows it.
"""

from datetime import datetime

from domain.appointment import OFF, WAITING, Appointment
from handlers.wording.words import Html, Words, zone_info


def receipt(words: Words, a: Appointment, zone: str | None) -> str:
    """What the customer keeps: service, coach, time, place, price, code."""
    lines = [
        words.text("card.service", service=a.service_title, length=words.length(a.minutes)),
        words.text("card.coach", coach=a.coach_name),
        *_when(words, a, a.zone, zone),
    ]
    if a.place:
        lines.append(words.text("card.place", place=a.place))
    lines.append(words.text("card.price", price=words.money(a.price)))
    if a.note:
        lines.append(words.text("card.note", note=a.note))
    lines.append(words.text("card.code", code=a.code))
    return "\n".join(lines)


def for_coach(
    words: Words, a: Appointment, zone: str | None, *, desk_zone: str | None = None
) -> str:
    """What the coach needs of a session: who, what, when, the note, the code.

    desk_zone: that of their hours, by which they work now; None for the one it was booked in.
    """
    lines = [
        words.text("card.customer", customer=a.customer_name),
        words.text("card.service", service=a.service_title, length=words.length(a.minutes)),
        *_when(words, a, desk_zone or a.zone, zone),
        words.text("card.price", price=words.money(a.price)),
    ]
    if a.note:
        lines.append(words.text("card.note", note=a.note))
    lines.append(words.text("card.code", code=a.code))
    return "\n".join(lines)


def when(words: Words, instant: datetime, venue: str, zone: str | None) -> list[str]:
    """The venue's time with its zone, and the reader's own where it may be another."""
    sentence = words.text("card.when", when=words.at(instant, venue))
    return [sentence, *own_time(words, instant, venue, zone)]


def _when(words: Words, a: Appointment, venue: str, zone: str | None) -> list[str]:
    """When a session is; struck out where it is off."""
    lines = when(words, a.starts_at, venue, zone)
    return [struck(line) for line in lines] if a.status in OFF else lines


def date_line(words: Words, a: Appointment, venue: str) -> str:
    """When a session is, alone on a line; struck out where it is off."""
    line = words.text("card.date", when=words.at(a.starts_at, venue))
    return struck(line) if a.status in OFF else line


def struck(line: str) -> str:
    """HTML, struck out."""
    return f"<s>{line}</s>"


def own_time(words: Words, instant: datetime, venue: str, zone: str | None) -> list[str]:
    """The reader's own time, if their zone is known and shows another than the venue's."""
    if zone is None or _wall(instant, zone) == _wall(instant, venue):
        return []
    return [words.text("card.own_time", when=words.own_time(instant, zone))]


def _wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(zone_info(zone)).replace(tzinfo=None)


def titled(title: str, body: str, *more: str) -> str:
    """A bold title over a body, with further paragraphs below."""
    return "\n\n".join((f"<b>{title}</b>", body, *more))


def marked(title: str, a: Appointment) -> str:
    """The state of a session as a status line: what is confirmed says so by itself."""
    mark = "✕" if a.status in OFF else "⏳" if a.status in WAITING else ""
    return f"{title} {mark}".rstrip()


def state(words: Words, a: Appointment, now: datetime) -> str:
    """The state of an appointment in a few words, plain."""
    proposed = bool(a.on_offer(now))
    return words.label("status.proposed" if proposed else f"status.{a.status.value}")


def bullet(lines: list[str]) -> Html:
    """Lines of HTML as a list."""
    return Html("\n".join(f"• {line}" for line in lines))
