"""What admins are told about the bot itself: what is wrong, and that it is over."""

from datetime import datetime

from domain.business.troubles import SLOW
from domain.messages.notices import NoticeKind
from domain.services.display_zones import of_business
from handlers.buttons.press import Home
from handlers.buttons.screen import PRIMARY, Key
from handlers.buttons.settings_links import ShowMessageCosts
from handlers.buttons.status_links import ShowStatus
from handlers.notices.notice import Composer, Composers, Facts, Notice, heading
from handlers.wording.words import Words


def _trouble(kind: NoticeKind) -> Composer:
    def compose(facts: Facts, words: Words, zone: str | None) -> Notice:
        display_zone = of_business(facts["zone"], zone)
        since = words.at(datetime.fromisoformat(facts["since"]), display_zone)
        backup = facts["backup"] and words.at(datetime.fromisoformat(facts["backup"]), display_zone)
        title, *lines = words.rich(
            f"{kind}.{facts['of']}", since=since, slow=f"{SLOW:g}", backup=backup
        ).split("\n\n")
        look = Key(words.label("admin.status_key"), ShowStatus(), PRIMARY)
        menu = Key(words.label("key.menu"), Home())
        return Notice(kind, heading(title), tuple(lines), ((look,), (menu,)))

    return compose


def _codes_withheld(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Today's limit of account codes by text message is used up."""
    whom = "strangers" if facts["strangers"] else "others"
    title = heading(words.rich_plural(f"codes_withheld.{whom}", facts["number"]))
    lines = (words.rich(f"codes_withheld.why_{whom}"), words.rich("codes_withheld.what"))
    look = Key(words.label("messaging.key"), ShowMessageCosts(), PRIMARY)
    menu = Key(words.label("key.menu"), Home())
    return Notice(NoticeKind.CODES_WITHHELD, title, lines, ((look,), (menu,)))


NOTICES: Composers = {
    **{kind: _trouble(kind) for kind in (NoticeKind.TROUBLE, NoticeKind.TROUBLE_OVER)},
    NoticeKind.CODES_WITHHELD: _codes_withheld,
}
