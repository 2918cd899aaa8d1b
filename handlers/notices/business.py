"""What the business tells one person, and the code that proves what is theirs."""

from domain.messages.notices import NoticeKind
from handlers.buttons.press import Home
from handlers.buttons.screen import Key
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.rich import Rich
from handlers.wording.words import Words


def _message(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Under the business's name; nothing in the text is markup."""
    business_name = facts["house"]
    title = (
        words.rich("broadcast.from", house=business_name)
        if business_name
        else words.rich("broadcast.from_us")
    )
    ways = ((Key(words.label("key.menu"), Home()),),)
    return Notice(NoticeKind.BUSINESS_MESSAGE, heading(title), (Rich.of(facts["text"]),), ways)


def _code(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Short: it goes into a text message, and is read in a screen's preview."""
    title = words.rich("code.title", code=facts["code"])
    ways = ((Key(words.label("key.menu"), Home()),),)
    return Notice(NoticeKind.CODE, title, (words.rich_plural("code.rule", facts["minutes"]),), ways)


NOTICES: Composers = {NoticeKind.BUSINESS_MESSAGE: _message, NoticeKind.CODE: _code}
