"""What an API key may do, in words."""

from collections.abc import Collection

from domain.programs.api_keys import SUBJECTS, level_of
from domain.programs.scopes import Scope
from handlers.wording.words import Words


def may(words: Words, scopes: Collection[Scope]) -> str:
    """A line for each subject it gives access to."""
    lines = []
    for subject in SUBJECTS:
        if level := level_of(scopes, subject):
            of = words.label(f"api_keys.of_{subject}")
            lines.append(words.label(f"api_keys.may_{level}", subject=of))
    return "\n".join(lines)
