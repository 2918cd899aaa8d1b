"""What somebody is told of their account, where they are written to: in the chat, or by mail."""

from datetime import datetime

from domain.clocks import Clock, of_house
from domain.notices import NoticeKind
from handlers.chat.frame.screen import DANGER, SUCCESS, Key, Row
from handlers.chat.parts.device_links import NotMe, ShowDevices, Unlock
from handlers.notices.notice import Composers, Facts, Notice, headed
from handlers.wording.devices import device_name
from handlers.wording.words import Words


def _signed_in(facts: Facts, words: Words, zone: str | None) -> Notice:
    """A device was signed in as them."""
    device = device_name(words, facts["device"], facts["agent"])
    title = headed(words.rich("notice.signed_in", device=device))
    lines = [
        words.rich("devices.at", when=_when(facts, words, zone)),
        words.rich(f"devices.by_{facts['method']}"),
    ]
    if facts["address"]:
        lines.insert(1, words.rich("devices.address", address=facts["address"]))
    lines.append(words.rich("devices.if_not_you"))
    not_me = Key(words.label("devices.not_me_key"), NotMe(facts["sign_in"]), DANGER)
    return Notice(NoticeKind.SIGNED_IN, title, tuple(lines), ((not_me,), _devices(words)))


def _stolen(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Two have shown the same token, and both were signed out."""
    device = device_name(words, facts["device"], facts["agent"])
    title = headed(words.rich("notice.sign_in_stolen", device=device))
    lines = (words.rich("devices.stolen_why"), words.rich("devices.stolen_what"))
    return Notice(NoticeKind.SIGN_IN_STOLEN, title, lines, (_devices(words),))


def _locked(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Somebody has typed too many wrong passwords."""
    title = headed(words.rich("notice.account_locked"))
    until = words.at(datetime.fromisoformat(facts["until"]), _clock(facts, zone))
    lines = [words.rich("devices.locked_why", until=until)]
    if facts["address"]:
        lines.append(words.rich("devices.address", address=facts["address"]))
    unlock = Key(words.label("devices.it_was_me_key"), Unlock(), SUCCESS)
    return Notice(NoticeKind.ACCOUNT_LOCKED, title, tuple(lines), ((unlock,), _devices(words)))


def _changed(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What they sign in with is another now."""
    title = headed(words.rich(f"notice.account_changed_{facts['changed']}"))
    lines = [words.rich("devices.at", when=_when(facts, words, zone))]
    if facts["address"]:
        lines.append(words.rich("devices.address", address=facts["address"]))
    lines.append(words.rich("devices.changed_not_you"))
    return Notice(NoticeKind.ACCOUNT_CHANGED, title, tuple(lines), (_devices(words),))


def _code(facts: Facts, words: Words, zone: str | None) -> Notice:
    """What shows that a mailbox or a telephone is theirs. The code comes first, for a telephone
    shows no more of it than the beginning."""
    house = words.named("business", facts["house"])
    title = headed(words.rich("notice.account_code", code=facts["code"], house=house))
    why = words.rich(f"devices.code_{facts['for']}", house=house)
    good = words.rich("devices.code_good", minutes=facts["minutes"])
    return Notice(NoticeKind.ACCOUNT_CODE, title, (why, good, words.rich("devices.code_not_you")))


def _has_account(facts: Facts, words: Words, zone: str | None) -> Notice:
    """Whoever reads this mailbox has an account; somebody was about to make another."""
    house = words.named("business", facts["house"])
    title = headed(words.rich("notice.has_account", house=house))
    lines = (words.rich("devices.has_account"), words.rich("devices.code_not_you"))
    return Notice(NoticeKind.HAS_ACCOUNT, title, lines)


def _moved(facts: Facts, words: Words, zone: str | None) -> Notice:
    """To the mailbox of before."""
    house = words.named("business", facts["house"])
    title = headed(words.rich("notice.contact_moved", house=house))
    return Notice(NoticeKind.CONTACT_MOVED, title, (words.rich("devices.contact_moved"),))


def _devices(words: Words) -> Row:
    return (Key(words.label("devices.show_key"), ShowDevices()),)


def _when(facts: Facts, words: Words, zone: str | None) -> str:
    return words.at(datetime.fromisoformat(facts["at"]), _clock(facts, zone))


def _clock(facts: Facts, zone: str | None) -> Clock:
    return of_house(facts["zone"], zone)


NOTICES: Composers = {
    NoticeKind.SIGNED_IN: _signed_in,
    NoticeKind.SIGN_IN_STOLEN: _stolen,
    NoticeKind.ACCOUNT_LOCKED: _locked,
    NoticeKind.ACCOUNT_CHANGED: _changed,
    NoticeKind.ACCOUNT_CODE: _code,
    NoticeKind.HAS_ACCOUNT: _has_account,
    NoticeKind.CONTACT_MOVED: _moved,
}
