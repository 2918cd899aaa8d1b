"""What people on the waitlist are told."""

from datetime import datetime

from domain.messages.notices import NoticeKind
from domain.services.display_zones import display_zones
from domain.services.meeting import Meeting
from domain.services.service import Money
from handlers.buttons.links import Book
from handlers.buttons.screen import PRIMARY, SUCCESS, Key
from handlers.buttons.wait_links import PassWaitOffer, TakeWaitOffer, Waitlist
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording import sessions
from handlers.wording.pens import RichPen
from handlers.wording.rich import join_rich
from handlers.wording.words import Words
from storage.appointments.cards import CardSubject


def _wait_offer(facts: Facts, words: Words, zone: str | None) -> Notice:
    """A time has come free: take it, or pass."""
    pen, price = RichPen(words), Money(facts["price_minor"], facts["currency"])
    start, until = (datetime.fromisoformat(facts[name]) for name in ("starts_at", "until"))
    on = display_zones(Meeting(facts["meeting"]), facts["zone"], zone)
    length = words.length(facts["minutes"])
    lines = [
        words.rich("card.service", service=facts["service_title"], length=length),
        words.rich("card.coach", coach=facts["coach_name"]),
        *sessions.when(pen, start, on),
        words.rich("card.price", price=words.money(price)),
    ]
    if facts["places"] > 1:
        lines.insert(1, words.rich_plural("wait.places", facts["places"]))
    clock = words.clock_at(until, on.lead)
    deadline = words.rich("notice.wait_kept", until=clock)
    by_hand = [words.rich("book.by_hand", coach=facts["coach_name"])] if facts["by_hand"] else []
    taking = TakeWaitOffer(facts["offer"], price.minor, price.currency)
    take = Key(words.label("wait.take_key"), taking, SUCCESS)
    ways = (
        (take, Key(words.label("wait.pass_key"), PassWaitOffer(facts["offer"]))),
        (Key(words.label("wait.mine_key"), Waitlist()),),
    )
    title = heading(words.rich("notice.wait_offer"))
    paragraphs = join_rich(lines, "\n"), deadline, *by_hand
    # Older rows do not say whose time it is.
    subject = CardSubject.of_wait(facts["coach"], facts["offer"]) if "coach" in facts else None
    return Notice(NoticeKind.WAIT_OFFER, title, paragraphs, ways, subject)


def _wait_closed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """They are off the waitlist: why, and what they can do."""
    if facts["coach_name"] is None:
        what = words.label("wait.with_anyone", service=facts["service_title"])
    else:
        what = words.label(
            "times.heading", service=facts["service_title"], coach=facts["coach_name"]
        )
    title = heading(words.rich("notice.wait_closed", heading=what))
    why = words.rich(f"wait.state_{facts['state']}")
    book = (Key(words.label("menu.book"), Book(), PRIMARY),)
    return Notice(NoticeKind.WAIT_CLOSED, title, (why,), (book,))


NOTICES: Composers = {
    NoticeKind.WAIT_OFFER: _wait_offer,
    NoticeKind.WAIT_CLOSED: _wait_closed,
}
