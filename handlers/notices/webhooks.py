"""What admins are told about webhooks: one has been stopped, and why."""

from datetime import datetime
from urllib.parse import urlsplit

from domain.messages.notices import NoticeKind
from domain.services.display_zones import of_business
from handlers.buttons.press import Home
from handlers.buttons.screen import PRIMARY, Key
from handlers.buttons.webhook_links import ShowWebhook
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.words import Words


def _webhook_stopped(facts: Facts, words: Words, zone: str | None) -> Notice:
    since = words.at(datetime.fromisoformat(facts["since"]), of_business(facts["zone"], zone))
    host = urlsplit(facts["url"]).netloc
    kind = NoticeKind.WEBHOOK_STOPPED
    title, *lines = words.rich(f"{kind}.{facts['state']}", host=host, since=since).split("\n\n")
    look = Key(words.label("webhook.look_key"), ShowWebhook(facts["webhook"]), PRIMARY)
    menu = Key(words.label("key.menu"), Home())
    return Notice(kind, heading(title), tuple(lines), ((look,), (menu,)))


NOTICES: Composers = {NoticeKind.WEBHOOK_STOPPED: _webhook_stopped}
