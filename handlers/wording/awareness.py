"""Whether Telegram reaches somebody, and what else does."""

from collections.abc import Iterator

from domain.messages.awareness import Contact
from handlers.wording.pens import Pen, T


def out_of_reach(pen: Pen[T], customer: str, contact: Contact) -> Iterator[T]:
    """That Telegram does not reach somebody, and what else does."""
    if contact.away_since is None:
        return
    yield pen.say("heard.blocked" if contact.met else "heard.never_met", customer=customer)
    if contact.phone:
        yield pen.say("heard.phone", number=contact.phone)
    if contact.email:
        yield pen.say("heard.email", email=contact.email)
    if not (contact.phone or contact.email):
        yield pen.say("heard.nothing_known")
