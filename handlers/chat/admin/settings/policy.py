"""An admin sets who gets customers who name nobody.

/settings → policy     one of three rules, with what each does by weight → coaches    each with
their weight → 0 to 10
"""

from dataclasses import replace
from typing import Final

from domain.refusals import NotFound
from domain.roles import Permission
from domain.services.assignment import MOST_WEIGHT
from domain.services.catalogue import Catalogue, Coach
from domain.services.policies import Policy
from handlers.actions.business.business import change_business
from handlers.actions.services.catalogue import newest
from handlers.buttons.coach_links import ShowBusiness
from handlers.buttons.keyboards import in_columns, way_out
from handlers.buttons.labels import WHOLE, LabelFitter
from handlers.buttons.pages import page_rows
from handlers.buttons.press import Press, button
from handlers.buttons.screen import PRIMARY, SUCCESS, Key, Row, Screen
from handlers.chat.admin.coach_record import change, coach_of
from handlers.chat.frame.reply import Reply
from handlers.chat.frame.script import Script, Step
from handlers.chat.frame.turn import Turn

POLICIES: Final = tuple(Policy)


@button("yp")
class ShowPolicy(Press):
    """Which rule holds."""


@button("ys")
class SetPolicy(Press):
    """This rule. policy: its place in POLICIES."""

    policy: int


@button("yw")
class Weights(Press):
    """Every coach with their weight, page from 0."""

    page: int


@button("yc")
class ChooseWeight(Press):
    """Which weight?"""

    coach: int
    page: int


@button("yv")
class SetWeight(Press):
    """This weight."""

    coach: int
    weight: int
    page: int


def key(turn: Turn) -> Key:
    """The key that leads here from the business."""
    return Key(turn.words.label("policy.key"), ShowPolicy())


async def show(turn: Turn, press: ShowPolicy) -> Reply:
    """The rules, with the current one marked."""
    return Reply(_rules(turn, turn.catalogue))


async def set_policy(turn: Turn, press: SetPolicy) -> Reply:
    """As the button said; a second press changes nothing."""
    if not 0 <= press.policy < len(POLICIES):
        raise NotFound
    policy = POLICIES[press.policy]
    await change_business(
        turn.database,
        lambda business: replace(business, policy=policy),
        **turn.intent,
    )
    screen = _rules(turn, await newest(turn.database))
    return Reply(screen, toast=turn.words.label("coach.saved"), aloud=True)


async def weights(turn: Turn, press: Weights) -> Reply:
    """Every coach with their weight."""
    return Reply(_weights(turn, turn.catalogue, press.page))


async def choose_weight(turn: Turn, press: ChooseWeight) -> Reply:
    """No customers at all, as many as others, or more."""
    words, coach = turn.words, coach_of(turn, press.coach)
    keys = [
        Key(
            str(weight),
            SetWeight(coach.id, weight, press.page),
            SUCCESS if weight == coach.weight else None,
        )
        for weight in range(MOST_WEIGHT + 1)
    ]
    text = words.text("policy.choose_weight", coach=coach.name)
    rows = (*in_columns(keys, 4), way_out(words, Weights(press.page)))
    return Reply(Screen(text, rows))


async def set_weight(turn: Turn, press: SetWeight) -> Reply:
    """As the button said."""
    weight = min(max(press.weight, 0), MOST_WEIGHT)
    await change(turn, press.coach, lambda coach: replace(coach, weight=weight))
    screen = _weights(turn, await newest(turn.database), press.page)
    return Reply(screen, toast=turn.words.label("coach.saved"), aloud=True)


def _rules(turn: Turn, catalogue: Catalogue) -> Screen:
    words, holds = turn.words, catalogue.business.policy
    rows: list[Row] = [
        (
            Key(
                words.label(f"policy.{policy}_key"),
                SetPolicy(number),
                SUCCESS if policy is holds else None,
            ),
        )
        for number, policy in enumerate(POLICIES)
    ]
    if holds is Policy.BY_WEIGHT and catalogue.coaches:
        rows.append((Key(words.label("policy.weights_key"), Weights(0), PRIMARY),))
    text = "\n\n".join((words.text("policy.title"), words.text(f"policy.{holds}")))
    return Screen(text, (*rows, way_out(words, ShowBusiness())))


def _weights(turn: Turn, catalogue: Catalogue, page: int) -> Screen:
    words, labels = turn.words, LabelFitter(turn.words, WHOLE)

    def label(coach: Coach) -> str:
        return labels.label("policy.weight_of", cut="coach", coach=coach.name, weight=coach.weight)

    coaches = sorted(catalogue.coaches.values(), key=lambda coach: (coach.name, coach.id))
    keys = [Key(label(coach), ChooseWeight(coach.id, page)) for coach in coaches]
    rows = page_rows(words, keys, page, Weights, width=1)
    return Screen(words.text("policy.weights"), (*rows, way_out(words, ShowPolicy())))


SCRIPT = Script(
    presses={
        ShowPolicy: Step(show, Permission.BUSINESS),
        SetPolicy: Step(set_policy, Permission.BUSINESS),
        Weights: Step(weights, Permission.BUSINESS),
        ChooseWeight: Step(choose_weight, Permission.BUSINESS),
        SetWeight: Step(set_weight, Permission.BUSINESS),
    }
)
