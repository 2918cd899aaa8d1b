"""Refusals in any conversation: no right, no such thing, text that makes no sense."""

from html import escape

from domain import refusals as said
from handlers.buttons.keyboards import way_out
from handlers.buttons.press import Press
from handlers.buttons.screen import Key, Screen
from handlers.chat.everyone import menu
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script
from handlers.chat.frame.turn import Turn
from handlers.chat.parts.dates import examples
from handlers.queries.people import blocks, team
from handlers.wording.words import zone_info


async def _not_allowed(turn: Turn, refusal: said.NotAllowed, press: Press | None) -> Reply:
    """Who has the right; while there is no admin, how the bot's owner becomes one."""
    words, sentence, facts = turn.words, f"refusal.not_allowed_{refusal.role}", {}
    if not turn.context.admin_ids and not await team.has_admin(turn.database):
        sentence, facts = "refusal.no_admin", {"id": str(turn.telegram_id)}
    screen = Screen(words.text(sentence, **facts), menu.menu_rows(turn))
    return Reply(screen, toast=words.label(sentence, **facts))


async def _not_found(turn: Turn, refusal: said.NotFound, press: Press | None) -> Reply:
    sentence = turn.words.text("refusal.not_found")
    return Reply(Screen(sentence, menu.menu_rows(turn)))


async def _bad_input(turn: Turn, refusal: said.BadInput, press: Press | None) -> Reply:
    facts = {**examples(turn.now.date()), "link": turn.context.link()}
    sentence = turn.words.text(f"refusal.bad_{refusal.field}", limit=refusal.limit, **facts)
    if refusal.blank:
        sentence = f"{turn.words.text('refusal.blank')} {sentence}"
    return Reply(Screen(sentence, (way_out(turn.words),)))


async def _blocked_person(turn: Turn, refusal: said.BlockedPerson, press: Press | None) -> Reply:
    """That they are blocked, until when, and whom they can turn to instead."""
    words = turn.words
    block = await blocks.mine(turn.database, actor=turn.actor)
    zone = zone_info(turn.zone or turn.catalogue.business.zone)
    parts = [words.label("menu.blocked")]
    if block.until is not None:
        day = words.day(block.until.astimezone(zone).date())
        parts = [words.label("menu.blocked_until", day=day)]
    contact = block.contact
    if contact is None:
        parts.append(words.label("menu.blocked_otherwise"))
        return Reply(Screen(escape(" ".join(parts))), toast=" ".join(parts))
    parts.append(words.label("menu.blocked_write", username=contact))
    key = Key(words.label("menu.blocked_key", username=contact), f"https://t.me/{contact}")
    return Reply(Screen(escape(" ".join(parts)), ((key,),)), toast=" ".join(parts))


SCRIPT = Script(
    refusals={
        said.NotAllowed: _not_allowed,
        said.NotFound: _not_found,
        said.BlockedPerson: _blocked_person,
        said.BadInput: _bad_input,
    }
)
