"""The end of the first run: the first free time and the link to pass on; or what is missing."""

from urllib.parse import quote

from domain.business.first_run import STEPS, FirstStep, completed_steps
from domain.roles import Permission
from domain.services.display_zones import of_calendar
from domain.services.service_choice import USUAL
from domain.starts.slots import offering
from domain.time.spans import moment
from handlers.actions.business import first_run as actions
from handlers.buttons.keyboards import way_out
from handlers.buttons.labels import service_key
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.buttons.settings_links import FirstRun, PreviewScreen
from handlers.chat.admin.first_run.first_steps import refresh_turn
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn
from handlers.chat.parts import gaps
from handlers.queries.starts.soonest import soonest


@button("ifo")
class LeaveIt(Press):
    """Stop asking what was put off."""


async def ready(turn: Turn) -> Reply:
    """The outcome: the first free time, or what keeps customers from booking."""
    turn = await _open_ready_coaches(turn)
    words, remaining = (
        turn.words,
        [step for step in STEPS if step not in completed_steps(turn.catalogue)],
    )
    parts, rows = await _readiness(turn)
    if remaining:
        what = ", ".join(words.label(f"first.left_{step}") for step in remaining)
        parts.append(words.text("first.put_off", what=what))
        go_on = Key(words.label("first.go_on"), FirstRun(), None if rows else PRIMARY)
        rows += [(go_on, Key(words.label("first.leave"), LeaveIt()))]
    return Reply(Screen("\n\n".join(parts), (*rows, way_out(words))))


async def _open_ready_coaches(turn: Turn) -> Turn:
    """Open every coach who is ready for booking: hours need not be the last answer."""
    if FirstStep.HOURS not in turn.catalogue.business.guided:
        return turn
    for coach in turn.catalogue.coaches.values():
        if coach.setting_up and not coach.active:
            await actions.open_if_ready(
                turn.database,
                coach.id,
                **turn.part(f"ready:{coach.id}"),
            )
    return await refresh_turn(turn)


async def _readiness(turn: Turn) -> tuple[list[str], list[Row]]:
    """The first free time, or what is missing; and the keys for it."""
    words, catalogue = turn.words, turn.catalogue
    offers = [
        offer
        for one in catalogue.offered_services
        for offer in offering(catalogue, one.id, catalogue.coaches_for(one.id), USUAL)
    ]
    starts = await soonest(turn.shop, catalogue, offers, actor=turn.actor, now=turn.now)
    if not starts:
        step = gaps.next_step(turn)
        missing = [step] if step else []
        gap_lines = gaps.lines(turn, catalogue, missing) or [words.text("first.nothing_free")]
        return [words.text("first.not_yet"), "\n".join(gap_lines)], [
            *gaps.keys(turn, catalogue, missing)
        ]
    coach_id = min(starts, key=lambda one: starts[one])
    service, coach = next(offer for offer in offers if offer[1].id == coach_id)
    when = words.at(moment(starts[coach_id]), of_calendar(coach.zone))
    link = turn.context.link()
    share = f"https://t.me/share/url?url={quote(link, safe='')}"
    lines = (
        words.text("first.ready"),
        "\n".join(
            (
                words.text("first.free", when=when),
                words.text("first.what", label=service_key(words, service), coach=coach.name),
            )
        ),
        words.text("first.link", link=link),
        words.text("first.more"),
    )
    return [*lines], [
        (Key(words.label("preview.key"), PreviewScreen(), SUCCESS),),
        (Key(words.label("first.share"), share),),
    ]


async def leave_it(turn: Turn, press: LeaveIt) -> Reply:
    """Leave it as it is, and ask nothing more."""
    await actions.leave_it(turn.database, **turn.intent)
    turn = await refresh_turn(turn)
    parts, rows = await _readiness(turn)
    return Reply(
        Screen("\n\n".join(parts), (*rows, way_out(turn.words))),
        toast=turn.words.label("first.left"),
    )


SCRIPT = Script(presses={LeaveIt: Step(leave_it, Permission.BUSINESS)})
