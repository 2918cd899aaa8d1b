"""Everything written into the audit log has a sentence to read it by, in every language.

Names are found where they are passed: to anything that takes an `action`, as a constant or as one
of several. Composed ones are listed here.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

import handlers
import storage
from domain.accounts.identity import IdentityKind
from domain.appointments.appointment import OUTCOMES
from domain.messages.broadcasts import BroadcastAction
from domain.programs import events
from handlers.actions.appointments.asking import WISHES
from handlers.wording.words import languages, words_for

ROOT: Final = Path(handlers.__file__).parent / "actions"
SHOWN: Final = tuple(kind for kind in IdentityKind if kind is not IdentityKind.TELEGRAM)
PUT_TOGETHER: Final = {
    "f'ask_{wish}'": [f"ask_{wish}" for wish in WISHES],
    "f'record_{outcome}'": [f"record_{outcome}" for outcome in OUTCOMES],
    "f'show_{kind}'": [f"show_{kind}" for kind in SHOWN],
    "f'broadcast_{action}'": [f"broadcast_{action}" for action in BroadcastAction],
    "f'forget_{kind}'": [f"forget_{kind}" for kind in SHOWN],
}
# Where lines are written as (action, before, after).
TRIPLES: Final = ("hours", "seasons")
# What is handed on: it is found where it was given.
HANDED_ON: Final = ("action", "answer.action")


@cache
def modules() -> dict[str, ast.Module]:
    return {path.stem: ast.parse(path.read_text()) for path in sorted(ROOT.rglob("*.py"))}


@cache
def takers() -> dict[tuple[str, str], int]:
    """By module and name: which argument is the action; -1 if it is passed by name."""
    positions = {("audit", "record"): -1}
    for stem, module in modules().items():
        for node in ast.walk(module):
            names: list[str] = []
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [one.arg for one in node.args.args]
            elif isinstance(node, ast.ClassDef):
                fields = (one for one in node.body if isinstance(one, ast.AnnAssign))
                names = [ast.unparse(one.target) for one in fields]
            if "action" in names:
                positions[stem, node.name] = names.index("action")  # type: ignore[attr-defined]
    return positions


def imports(stem: str) -> dict[str, tuple[str, str]]:
    """A module's imports: by its name here, where it is from and its name there."""
    return {
        one.asname or one.name: ((node.module or "").split(".")[-1], one.name)
        for node in ast.walk(modules()[stem])
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }


def action_expressions(stem: str) -> Iterator[ast.expr]:
    """What a module gives as an action."""
    there = imports(stem)
    for node in ast.walk(modules()[stem]):
        if isinstance(node, ast.Tuple) and len(node.elts) == 3 and stem in TRIPLES:
            yield from (one for one in node.elts[:1] if isinstance(one, ast.Constant))
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute):
            whose = there.get(ast.unparse(called.value), ("", ast.unparse(called.value)))[1]
            place = takers().get((whose, called.attr))
        else:
            name = ast.unparse(called)
            place = takers().get(there.get(name, (stem, name)))
        if place is None:
            continue
        named = [one.value for one in node.keywords if one.arg == "action"]
        yield from named or node.args[place : place + 1]


def names(stem: str, node: ast.expr) -> list[str]:
    """The names an expression can produce."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return names(stem, node.body) + names(stem, node.orelse)
    if isinstance(node, ast.Dict):
        return [name for value in node.values for name in names(stem, value)]
    text = ast.unparse(node.value if isinstance(node, ast.Subscript) else node)
    if text in PUT_TOGETHER:
        return list(map(str, PUT_TOGETHER[text]))
    if text in imports(stem):
        return names(imports(stem)[text][0], ast.Name(imports(stem)[text][1]))
    assigned = list(values(stem, text))
    assert assigned or text in HANDED_ON, f"{stem}: which actions can {text} be?"
    return [name for value in assigned for name in names(stem, value)]


def values(stem: str, name: str) -> Iterator[ast.expr]:
    """The values a module gives this name."""
    for node in ast.walk(modules()[stem]):
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value:
            yield node.value
        if isinstance(node, ast.Assign):
            [target] = node.targets
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = zip(target.elts, node.value.elts, strict=True)
                yield from (value for one, value in pairs if ast.unparse(one) == name)
            elif ast.unparse(target) == name:
                yield node.value


@cache
def recorded_actions() -> frozenset[str]:
    return frozenset(
        name
        for stem in modules()
        for node in action_expressions(stem)
        for name in names(stem, node)
    )


def test_the_names_are_found_by_whichever_way_they_are_given() -> None:
    assert {
        *("book", "cancel", "set_hours", "set_date_hours", "set_season", "ask_colleague"),
        *("rescue_offer", "record_no_show", "keep_leave", "give_role", "approve", "block_lapses"),
        *("waitlist_closed", "change_person", "set_email", "remove_email", "unblock_bot"),
    } <= recorded_actions()


@pytest.mark.parametrize("language", languages())
def test_each_has_its_sentence(language: str) -> None:
    words = words_for(language)
    raw = {
        name for name in recorded_actions() if words.label(f"audit.did_{name}").startswith("audit.")
    }
    assert raw == set()


def test_what_rules_and_statements_look_for_in_the_log_is_recorded() -> None:
    """They name actions as text: a misspelt one would be looked for in vain."""
    spoken = events._HOURS | events._CREATES | events._OWN | events._DELETES
    for path in sorted(Path(storage.__file__).parent.rglob("*.py")):
        for action_list in re.findall(
            r"\baction (?:=|<>|IN) \(?((?:'\w+'(?:, )?)+)", path.read_text()
        ):
            spoken |= set(re.findall(r"\w+", action_list))
    assert {"cancel_by_coach", "book_series"} <= spoken
    assert spoken - recorded_actions() == set()
