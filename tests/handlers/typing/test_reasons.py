"""Every reason for a refusal has its sentence, and every sentence its reason."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from handlers.wording.words import LOCALES, languages

ROOT = Path(__file__).parents[3]
REASON = re.compile(
    r"(ahead|hours|date|length|price|count|rhythm|reminders|period|currency|service)_un[a-z]+"
    r"|(ahead|hours|date|length|price|count|rhythm|reminders|period)_[a-z_]+|too_long"
)
OTHERS = {"read", "which", "guess", "save", "change", "zone", "example"}


def reasons() -> set[str]:
    """The reasons in the code: words of that form passed to ParseFailure and Unreadable."""
    named = set[str]()
    chat = ROOT / "handlers" / "chat"
    doors = [
        chat / f"{name}.py"
        for name in (
            "parts/plans",
            "admin/services/service_numbers",
            "coach/working_hours/date_hours",
            "everyone/series_rule",
        )
    ]
    for path in (*(ROOT / "handlers" / "typing").glob("*.py"), *doors):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named |= {node.value} if REASON.fullmatch(node.value) else set()
    return named


@pytest.mark.parametrize("code", languages())
def test_every_reason_is_said_in_every_language(code: str) -> None:
    with (LOCALES / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        ids = {str(message.id) for message in read_po(file, locale=code) if message.id}
    names = {id_.removeprefix("typing.") for id_ in ids if id_.startswith("typing.")}
    assert names - OTHERS == reasons()
