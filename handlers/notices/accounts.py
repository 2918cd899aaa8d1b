"""What somebody is told about their account, where they get messages: in the chat or by mail."""

from datetime import datetime

from domain.accounts.identity import IdentityKind
from domain.messages.notices import NoticeKind
from domain.services.display_zones import DisplayZone, of_business
from handlers.buttons.device_links import NotMe, ShowDevices, Unlock
from handlers.buttons.screen import DANGER, SUCCESS, Key, Row
from handlers.notices.notice import Composers, Facts, Notice, heading
from handlers.wording.devices import device_name
from handlers.wording.rich import Rich, join_rich
from handlers.wording.words import Words


def _signed_in(facts: Facts, words: Words, zone: str | None) -> Notice:
    """A device was signed in as them."""
    device = device_name(words, facts["device"], facts["agent"])
    title = heading(words.rich("notice.signed_in", device=device))
    how = [*_when_and_where(facts, words, zone), words.rich(f"devices.by_{facts['method']}")]
    lines = (join_rich(how, "\n"), words.rich("devices.if_not_you"))
    not_me = Key(words.label("devices.not_me_key"), NotMe(facts["sign_in"]), DANGER)
    return Notice(NoticeKind.SIGNED_IN, title, lines, ((not_me,), _devices(words)))


def _sign_in_stolen(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Two callers presented the same token, and both were signed out."""
    device = device_name(words, facts["device"], facts["agent"])
    title = heading(words.rich("notice.sign_in_stolen", device=device))
    lines = (words.rich("devices.stolen_why"), words.rich("devices.stolen_what"))
    return Notice(NoticeKind.SIGN_IN_STOLEN, title, lines, (_devices(words),))


def _account_locked(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Somebody has entered too many wrong passwords."""
    title = heading(words.rich("notice.account_locked"))
    until = words.at(datetime.fromisoformat(facts["until"]), _zone(facts, zone))
    lines = [words.rich("devices.locked_why", until=until), *_where(facts, words)]
    unlock = Key(words.label("devices.it_was_me_key"), Unlock(), SUCCESS)
    return Notice(NoticeKind.ACCOUNT_LOCKED, title, tuple(lines), ((unlock,), _devices(words)))


def _signed_out(facts: Facts, words: Words, zone: str | None) -> Notice:
    """An admin has signed out their devices."""
    title = heading(words.rich("notice.signed_out"))
    what = words.rich_plural("devices.signed_out", facts["ended"])
    how = join_rich([words.rich("devices.at", when=_when(facts, words, zone)), what], "\n")
    lines = (how, words.rich("devices.signed_out_what"))
    return Notice(NoticeKind.SIGNED_OUT, title, lines, (_devices(words),))


def _account_changed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What they sign in with has changed."""
    title = heading(words.rich(f"notice.account_changed_{facts['changed']}"))
    how = join_rich(_when_and_where(facts, words, zone), "\n")
    lines = (how, words.rich("devices.changed_not_you"))
    return Notice(NoticeKind.ACCOUNT_CHANGED, title, lines, (_devices(words),))


def _code(facts: Facts, words: Words, zone: str | None) -> Notice:
    """The code that proves a mailbox or phone is theirs. It comes first, as a phone previews only
    the beginning."""
    business_name = words.user_text("business", facts["house"])
    title = heading(words.rich("notice.account_code", code=facts["code"], house=business_name))
    why = words.rich(f"devices.code_{facts['for']}", house=business_name)
    good = words.rich("devices.code_good", minutes=facts["minutes"])
    return Notice(NoticeKind.ACCOUNT_CODE, title, (why, good, words.rich("devices.code_not_you")))


def _has_account(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To a mailbox that already has an account: somebody was about to create another."""
    business_name = words.user_text("business", facts["house"])
    title = heading(words.rich("notice.has_account", house=business_name))
    sentence = words.rich(f"devices.has_account{_by_phone(facts)}")
    lines = (sentence, words.rich("devices.code_not_you"))
    return Notice(NoticeKind.HAS_ACCOUNT, title, lines)


def _contact_moved(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the previous mailbox or phone."""
    business_name = words.user_text("business", facts["house"])
    title = heading(words.rich(f"notice.contact_moved{_by_phone(facts)}", house=business_name))
    return Notice(NoticeKind.CONTACT_MOVED, title, (words.rich("devices.contact_moved"),))


def _by_phone(facts: Facts) -> str:
    """The suffix of message ids about a phone."""
    return "_phone" if facts.get("to_kind") == IdentityKind.PHONE else ""


def _devices(words: Words) -> Row:
    return (Key(words.label("devices.show_key"), ShowDevices()),)


def _when(facts: Facts, words: Words, zone: str | None) -> str:
    return words.at(datetime.fromisoformat(facts["at"]), _zone(facts, zone))


def _where(facts: Facts, words: Words) -> list[Rich]:
    return [words.rich("devices.address", address=facts["address"])] if facts["address"] else []


def _when_and_where(facts: Facts, words: Words, zone: str | None) -> list[Rich]:
    """The lines of one paragraph."""
    when = words.rich("devices.at", when=_when(facts, words, zone))
    return [when, *_where(facts, words)]


def _zone(facts: Facts, zone: str | None) -> DisplayZone:
    return of_business(facts["zone"], zone)


NOTICES: Composers = {
    NoticeKind.SIGNED_IN: _signed_in,
    NoticeKind.SIGNED_OUT: _signed_out,
    NoticeKind.SIGN_IN_STOLEN: _sign_in_stolen,
    NoticeKind.ACCOUNT_LOCKED: _account_locked,
    NoticeKind.ACCOUNT_CHANGED: _account_changed,
    NoticeKind.ACCOUNT_CODE: _code,
    NoticeKind.HAS_ACCOUNT: _has_account,
    NoticeKind.CONTACT_MOVED: _contact_moved,
}
