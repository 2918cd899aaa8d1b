"""Sign-in refusals, as the chat words them."""

from datetime import UTC, datetime

from domain.accounts import account_refusals as said
from domain.accounts import telegram_refusals as of_telegram
from domain.services.display_zones import of_business
from handlers.buttons.device_links import ShowDevices
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.frame.refusals import sentence
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn


async def _until(
    turn: Turn, refusal: said.LockedOut | said.TooManyCodes, press: Press | None
) -> Reply:
    at = datetime.fromtimestamp(refusal.until, UTC)
    until = turn.words.at(at, of_business(turn.catalogue.business.zone, turn.zone))
    return _onward(turn, turn.words.text(f"refusal.{refusal.code}", until=until))


async def _bad_password(turn: Turn, refusal: said.BadPassword, press: Press | None) -> Reply:
    limits = {"least": refusal.least, "most": refusal.most}
    return _onward(turn, turn.words.text(f"refusal.bad_password_{refusal.reason}", **limits))


async def _no_way(turn: Turn, refusal: said.NoWayToWrite, press: Press | None) -> Reply:
    return _onward(turn, turn.words.text(f"refusal.no_way_to_write_{refusal.kind}"))


async def _again(turn: Turn, refusal: said.SignInAgain, press: Press | None) -> Reply:
    return _onward(turn, turn.words.text("refusal.sign_in_again", minutes=refusal.minutes))


def _onward(turn: Turn, text: str) -> Reply:
    devices = (Key(turn.words.label("devices.show_key"), ShowDevices()),)
    return Reply(Screen(text, (devices, way_out(turn.words))))


SCRIPT = Script(
    refusals={
        said.SignedOut: sentence("refusal.signed_out"),
        said.WrongLogin: sentence("refusal.wrong_login"),
        said.LockedOut: _until,
        said.WrongCode: sentence("refusal.wrong_code"),
        said.TooManyCodes: _until,
        said.NoWayToWrite: _no_way,
        said.BadPassword: _bad_password,
        said.SignInAgain: _again,
        said.TooBusy: sentence("refusal.too_busy"),
        said.ContactTaken: sentence("refusal.contact_taken"),
        of_telegram.TelegramNotShown: sentence("refusal.telegram_not_shown"),
        of_telegram.TelegramAway: sentence("refusal.telegram_away"),
        of_telegram.TelegramLoginOff: sentence("refusal.telegram_login_off"),
        of_telegram.BadRedirect: sentence("refusal.bad_redirect"),
    }
)
