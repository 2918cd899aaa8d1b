"""A broadcast, as each recipient reads it: what was typed, and how to opt out."""

from domain.messages.notices import NoticeKind
from handlers.buttons.news_links import NoNews
from handlers.buttons.screen import Key
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.rich import Rich
from handlers.wording.words import Words


def broadcast(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Under the business's name; nothing in the text is markup."""
    business_name = facts["house"]
    title = (
        words.rich("broadcast.from", house=business_name)
        if business_name
        else words.rich("broadcast.from_us")
    )
    ways = ((Key(words.label("news.stop_key"), NoNews()),),)
    return Notice(NoticeKind.BROADCAST, heading(title), (Rich.of(facts["text"]),), ways)


NOTICES: Composers = {NoticeKind.BROADCAST: broadcast}
