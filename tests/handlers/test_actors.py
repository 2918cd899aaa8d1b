"""Whatever is done or read in the database is done by somebody, who stands among its arguments."""

import ast
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from handlers import actions, queries

# Why no actor is asked for. The two outside: what they say is believed, and proves no right.
ACTIONS: Final[Mapping[str, set[str]]] = {
    "the chat's own notes about its screens, which nobody else ever reads": {
        *(
            "questions.ask",
            "questions.close",
            "questions.put_aside",
            "questions.is_overtaken",
            "appointments.card_tracking.take_over",
            "appointments.card_tracking.show",
        ),
        "appointments.card_tracking.is_newest",
        *("once.first", "once.earlier_outcome"),
    },
    "what Telegram and other providers report": {
        *(
            "messages.undelivered.arrive",
            "people.people.mark_reachable",
            "messages.receipts.of_provider",
        ),
    },
    "what the frame of the API keeps for itself: answers by their key": {
        *(
            "programs.api_answers.claim",
            "programs.api_answers.stored_request",
            "programs.api_answers.save_answer",
        ),
        "programs.api_answers.let_go",
    },
    "whether the team stands in for a coach, which the coach's own cards say": {
        "alarms.standing_in"
    },
    "what every door holds anyway, or what is public": {
        "services.catalogue.newest",
        "appointments.start_attempts.why_taken",
    },
    "who acts is only found out here, by a password, a code, a token, a key or Telegram's word": {
        *("accounts.registering.register", "accounts.registering.confirm"),
        *("accounts.logging_in.log_in", "accounts.logging_in.verify_password"),
        *("accounts.recovering.forgot", "accounts.recovering.reset"),
        *("accounts.recovering.unlock", "accounts.codes.verify_code"),
        *("accounts.by_telegram.begin_login", "accounts.by_telegram.finish_login"),
        *("accounts.by_telegram.launch", "accounts.by_telegram.by_code"),
        *("accounts.access.identify", "accounts.access.issue"),
        *("accounts.signing_in.renew", "accounts.signing_in.tokens_of"),
        "programs.key_holders.identify",
    },
}
# What takes a reader is part of something else that has been asked who acts.
QUERIES: Final[Mapping[str, set[str]]] = {
    "what anybody may know: how many places are left, and how long a session takes": {
        *("starts.joinable_groups.places_left", "starts.joinable_groups.lasting"),
    },
    "said to everybody who is refused: whether there is anybody to ask": {"people.team.has_admin"},
    "more of a series that was given out, which was asked who reads it": {"series.series.times"},
    "everything that happens, of which `event_access` says who hears": {
        *("programs.event_feed.after", "programs.event_feed.newest"),
    },
}


def without_actor(package: ModuleType) -> set[str]:
    """The functions of a package that are given the database, and not who acts."""
    assert package.__file__ is not None
    root, names = Path(package.__file__).parent, set()
    for path in root.rglob("*.py"):
        module = ".".join(path.relative_to(root).with_suffix("").parts)
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
                arguments = {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
                if "database" in arguments and "actor" not in arguments:
                    names.add(f"{module}.{node.name}")
    return names


@pytest.mark.parametrize(
    ("package", "reasons"), [(actions, ACTIONS), (queries, QUERIES)], ids=["actions", "queries"]
)
def test_who_acts_is_an_argument_or_there_is_a_reason(
    package: ModuleType, reasons: Mapping[str, set[str]]
) -> None:
    assert without_actor(package) == set().union(*reasons.values())
