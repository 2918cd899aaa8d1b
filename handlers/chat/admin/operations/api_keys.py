"""An admin lets programs use the API: issues keys, and revokes them.

/admin → API keys     1 those in force → the card of each
                      2 new: what it may do, by subject → 3
3 called              its name, typed; the key is made, and shown only this once
4 card                whose, what it may do, when it was last used; revoked, once confirmed
"""

from datetime import datetime
from html import escape
from typing import Final

from domain.programs.api_keys import (
    LONGEST_NAME,
    SUBJECTS,
    ApiKey,
    NoScopes,
    TooManyKeys,
    in_bounds,
    level_of,
    scopes_of,
    with_next_level,
)
from domain.refusals import BadInput
from domain.roles import Permission
from domain.services.display_zones import of_business
from handlers.actions.programs import api_keys as actions
from handlers.buttons.api_key_links import ApiKeys, ShowApiKey
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import DANGER, PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.status_links import ShowGlance
from handlers.chat.frame.answers import Question, ask, ask_again, fact
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import AnswerStep, Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.programs import api_keys as queries
from handlers.wording.api_keys import may

NAME: Final = "api_key.name"


@button("ykn")
class NewApiKey(Press):
    """What a new key may do. scopes: as in `domain.programs.api_keys.scopes_of`."""

    scopes: int = 0


@button("ykm")
class NameApiKey(Press):
    """Its rights are chosen: ask for its name."""

    scopes: int


@button("ykr")
class AskRevokeKey(Press):
    """Really?"""

    key: int


@button("ykx")
class RevokeKey(Press):
    """It can no longer be used."""

    key: int


async def show(turn: Turn, press: ApiKeys) -> Reply:
    """Those in force, one below the other."""
    words = turn.words
    api_keys = await queries.all_valid(turn.database, actor=turn.actor)
    keys = [
        Key(LabelFitter(words, WHOLE).user_text("name", one.name), ShowApiKey(one.id))
        for one in api_keys
    ]
    text = words.text("api_keys.title" if api_keys else "api_keys.none")
    new = (Key(words.label("api_keys.new"), NewApiKey(), PRIMARY),)
    rows = (*page_rows(words, keys, press.page, ApiKeys), new, way_out(words, ShowGlance()))
    return Reply(Screen(text, rows), again=bool(press.kept))


async def choose(turn: Turn, press: NewApiKey) -> Reply:
    """What it may do: each press moves a subject on to its next choice."""
    words, number = turn.words, in_bounds(press.scopes)
    mine = scopes_of(number)
    keys = []
    for place, subject in enumerate(SUBJECTS):
        level = level_of(mine, subject)
        label = words.label(
            f"api_keys.level_{level}", subject=words.label(f"api_keys.of_{subject}")
        )
        keys.append(
            Key(label, NewApiKey(with_next_level(number, place)), SUCCESS if level else None)
        )
    rows: list[Row] = [(key,) for key in keys]
    if mine:
        rows.append((Key(words.label("api_keys.go_on"), NameApiKey(number), PRIMARY),))
    text = words.text("api_keys.choose", name=turn.person.name)
    return Reply(Screen(text, (*rows, way_out(words, ApiKeys()))))


async def ask_name(turn: Turn, press: NameApiKey) -> Reply:
    """Ask what will use it."""
    number = in_bounds(press.scopes)
    if not scopes_of(number):
        return await choose(turn, NewApiKey())
    return await ask(turn, _question(turn, number))


async def take_name(turn: Turn) -> Reply:
    """Make the key; it is shown only here."""
    number = in_bounds(int(fact(turn, "scopes")))
    try:
        new_key = await actions.make(
            turn.database,
            turn.text,
            scopes_of(number),
            **turn.intent,
        )
    except BadInput as refusal:
        return await ask_again(turn, _question(turn, number), refusal)
    if new_key.token is None:
        return Reply(_card(turn, new_key.key))
    words = turn.words
    text = words.text("api_keys.made", name=new_key.key.name, key=new_key.token)
    rows: tuple[Row, ...] = (
        (Key(words.label("api_keys.revoke"), AskRevokeKey(new_key.key.id), DANGER),),
        # Below the key, which stays: it is shown nowhere else.
        way_out(words, ApiKeys(0, 1)),
    )
    return Reply(Screen(text, rows))


async def card(turn: Turn, press: ShowApiKey) -> Reply:
    """What it may do, and when it was last used."""
    return Reply(_card(turn, await queries.one(turn.database, press.key, actor=turn.actor)))


async def ask_revoke(turn: Turn, press: AskRevokeKey) -> Reply:
    """Ask first: whatever uses it stops working at once."""
    api_key = await queries.one(turn.database, press.key, actor=turn.actor)
    if api_key.revoked_at is not None:
        return Reply(_card(turn, api_key))
    words = turn.words
    rows: tuple[Row, ...] = (
        (Key(words.label("api_keys.really"), RevokeKey(api_key.id), DANGER),),
        way_out(words, ShowApiKey(api_key.id)),
    )
    return Reply(Screen(words.text("api_keys.ask_revoke", name=api_key.name), rows))


async def revoke(turn: Turn, press: RevokeKey) -> Reply:
    """Revoke it; a second press changes nothing."""
    api_key = await actions.revoke(turn.database, press.key, **turn.intent)
    return Reply(_card(turn, api_key), toast=turn.words.label("api_keys.revoked_toast"))


def _card(turn: Turn, api_key: ApiKey) -> Screen:
    words = turn.words
    lines = [
        words.text("api_keys.card", name=api_key.name),
        words.text("api_keys.whose", name=api_key.person, when=_when(turn, api_key.created_at)),
        words.text("api_keys.begins", begins=api_key.prefix),
        escape(may(words, api_key.scopes)),
    ]
    rows: list[Row] = []
    if api_key.last_used_at is None:
        lines.append(words.text("api_keys.never_used"))
    else:
        lines.append(words.text("api_keys.used", when=_when(turn, api_key.last_used_at)))
    if api_key.revoked_at is not None:
        lines.append(words.text("api_keys.revoked", when=_when(turn, api_key.revoked_at)))
    else:
        rows.append((Key(words.label("api_keys.revoke"), AskRevokeKey(api_key.id), DANGER),))
    return Screen("\n".join(lines), (*rows, way_out(words, ApiKeys())))


def _when(turn: Turn, at: datetime) -> str:
    return turn.words.at(at, of_business(turn.catalogue.business.zone, turn.zone))


def _question(turn: Turn, number: int) -> Question:
    words = turn.words
    text = words.text("api_keys.ask_name", longest=LONGEST_NAME)
    screen = Screen(text, (way_out(words, NewApiKey(number)),))
    return Question(NAME, screen, {"scopes": number})


async def _too_many(turn: Turn, refusal: TooManyKeys, press: Press | None) -> Reply:
    text = turn.words.text("refusal.too_many_keys", most=refusal.most)
    return Reply(Screen(text, (way_out(turn.words, ApiKeys()),)))


async def _no_scopes(turn: Turn, refusal: NoScopes, press: Press | None) -> Reply:
    return await choose(turn, NewApiKey())


SCRIPT = Script(
    presses={
        ApiKeys: Step(show, Permission.API_KEYS),
        NewApiKey: Step(choose, Permission.API_KEYS),
        NameApiKey: Step(ask_name, Permission.API_KEYS),
        ShowApiKey: Step(card, Permission.API_KEYS),
        AskRevokeKey: Step(ask_revoke, Permission.API_KEYS),
        RevokeKey: Step(revoke, Permission.API_KEYS),
    },
    answers={NAME: AnswerStep(take_name, Permission.API_KEYS)},
    refusals={TooManyKeys: _too_many, NoScopes: _no_scopes},
)
