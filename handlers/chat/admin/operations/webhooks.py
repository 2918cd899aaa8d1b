"""Webhooks, for admins: how each is doing; pause and resume. The API sets them up.

1 list          below /admin: where they go, and which have stopped
2 one           its state, what waits, how the last try ended; pause, resume, send a test
"""

from html import escape
from urllib.parse import urlsplit

from domain.programs.webhook_refusals import TooManyWebhooks, WebhookGone, WrongWebhookUrl
from domain.programs.webhooks import NoAnswer, WebhookState
from domain.roles import Permission
from domain.services.display_zones import of_business
from handlers.actions.programs import webhook_replays
from handlers.actions.programs import webhooks as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import WHOLE, LabelFitter, fit
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, Key, Row, Screen
from handlers.buttons.status_links import ShowGlance
from handlers.buttons.webhook_links import ShowWebhook, ShowWebhooks
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.queries.programs import webhooks as queries
from storage.programs.webhooks import Endpoint


@button("whp")
class PauseWebhook(Press):
    """Send it nothing for now."""

    webhook: int


@button("whr")
class ResumeWebhook(Press):
    """Send it events again. missed: 1 to include those it missed while stopped."""

    webhook: int
    missed: int = 0


@button("wht")
class TestWebhook(Press):
    """Send it a test event."""

    webhook: int


async def every(turn: Turn, press: ShowWebhooks) -> Reply:
    """All of them, or how one is set up."""
    words = turn.words
    endpoints = await queries.every(turn.database, actor=turn.actor)
    keys = [(Key(_label(turn, one), ShowWebhook(one.id)),) for one in endpoints]
    text = words.text("webhooks.list" if endpoints else "webhooks.none")
    return Reply(Screen(text, (*keys, way_out(words, ShowGlance()))))


async def one(turn: Turn, press: ShowWebhook) -> Reply:
    """How one of them is doing."""
    return Reply(await _screen(turn, press.webhook))


async def pause(turn: Turn, press: PauseWebhook) -> Reply:
    """Pause it."""
    return await _set_enabled(turn, press.webhook, enabled=False)


async def resume(turn: Turn, press: ResumeWebhook) -> Reply:
    """Resume it."""
    return await _set_enabled(turn, press.webhook, enabled=True, missed=press.missed == 1)


async def test(turn: Turn, press: TestWebhook) -> Reply:
    """Send a test event there."""
    await webhook_replays.test(turn.database, press.webhook, **turn.intent)
    return Reply(await _screen(turn, press.webhook), toast=turn.words.label("webhook.tested"))


async def _set_enabled(turn: Turn, webhook: int, *, enabled: bool, missed: bool = False) -> Reply:
    await actions.change(turn.database, webhook, enabled=enabled, missed=missed, **turn.intent)
    toast = turn.words.label("webhook.resumed" if enabled else "webhook.paused")
    return Reply(await _screen(turn, webhook), toast=toast)


async def _screen(turn: Turn, webhook: int) -> Screen:
    words = turn.words
    endpoint = await queries.find(turn.database, webhook, actor=turn.actor)
    zone = of_business(turn.catalogue.business.zone, turn.zone)
    lines = [f"<b>{escape(_host(endpoint))}</b>"]
    if endpoint.description:
        lines.append(escape(endpoint.description))
    lines += ["", words.text(f"webhook.state_{endpoint.state}")]
    kinds = ", ".join(endpoint.kinds)
    lines.append(words.text("webhook.kinds", kinds=kinds) if kinds else words.text("webhook.all"))
    if endpoint.waiting:
        lines.append(words.plural("webhook.waiting", endpoint.waiting))
    if endpoint.failing_since is not None:
        since = words.at(endpoint.failing_since, zone)
        lines.append(words.text("webhook.failing", since=since))
    if endpoint.last_at is None:
        lines.append(words.text("webhook.never"))
    else:
        lines.append(_last_try(turn, endpoint, words.at(endpoint.last_at, zone)))
    if endpoint.missed_at is not None:
        id_ = "webhook.catching_up" if endpoint.catching_up else "webhook.missed"
        lines.append(words.text(id_, since=words.at(endpoint.missed_at, zone)))
    rows = (
        *_switches(turn, endpoint),
        (Key(words.label("webhook.test_key"), TestWebhook(webhook)),),
        (Key(words.label("health.again_key"), ShowWebhook(webhook)),),
        way_out(words, ShowWebhooks()),
    )
    return Screen("\n".join(lines), rows)


def _last_try(turn: Turn, endpoint: Endpoint, when: str) -> str:
    words = turn.words
    if endpoint.last_status is not None:
        return words.text("webhook.answered", when=when, why=str(endpoint.last_status))
    why = endpoint.last_error or ""
    cause = next((one.name.lower() for one in NoAnswer if one == why), None)
    reason = words.label(f"webhook.why_{cause}") if cause else words.label("webhook.why_other")
    return words.text("webhook.unanswered", when=when, why=reason)


def _switches(turn: Turn, one: Endpoint) -> tuple[Row, ...]:
    """Pause it; or resume it, with or without what it has missed."""
    words = turn.words
    if one.state is WebhookState.ACTIVE:
        return ((Key(words.label("webhook.pause_key"), PauseWebhook(one.id)),),)
    plain = Key(words.label("webhook.resume_key"), ResumeWebhook(one.id), PRIMARY)
    if one.missed_at is None or one.catching_up:
        return ((plain,),)
    whole = Key(words.label("webhook.resume_missed_key"), ResumeWebhook(one.id, 1), PRIMARY)
    return ((whole,), (Key(words.label("webhook.resume_from_now_key"), ResumeWebhook(one.id)),))


def _label(turn: Turn, one: Endpoint) -> str:
    if one.state is WebhookState.PAUSED:
        return LabelFitter(turn.words, WHOLE).label("webhooks.waits", cut="name", name=_host(one))
    mark = "" if one.state is WebhookState.ACTIVE and one.failing_since is None else "⚠ "
    return f"{mark}{fit(_host(one), WHOLE)}"


def _host(one: Endpoint) -> str:
    """Where it goes, without what may be a secret in its address."""
    return urlsplit(one.url).netloc


async def _webhook_gone(turn: Turn, refusal: WebhookGone, press: Press | None) -> Reply:
    text = turn.words.text("refusal.webhook_gone")
    return Reply(Screen(text, (way_out(turn.words, ShowWebhooks()),)))


async def _wrong(
    turn: Turn, refusal: WrongWebhookUrl | TooManyWebhooks, press: Press | None
) -> Reply:
    text = turn.words.text(f"refusal.{refusal.code}")
    return Reply(Screen(text, (way_out(turn.words, ShowWebhooks()),)))


SCRIPT = Script(
    presses={
        ShowWebhooks: Step(every, Permission.DATA),
        ShowWebhook: Step(one, Permission.DATA),
        PauseWebhook: Step(pause, Permission.DATA),
        ResumeWebhook: Step(resume, Permission.DATA),
        TestWebhook: Step(test, Permission.DATA),
    },
    refusals={WebhookGone: _webhook_gone, WrongWebhookUrl: _wrong, TooManyWebhooks: _wrong},
)
