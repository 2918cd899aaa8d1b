"""Phrases with which people say what they want: `phrases` in `locales/<language>/typing.json`.

The other words in those files mean the same wherever they are typed; these are only looked for
where somebody asks for them by name. A language without any is read as English.
"""

from functools import cache

from handlers.typing.normalization import plain
from handlers.typing.vocabulary import SOURCE, typing_file


def phrases(name: str, language: str) -> tuple[str, ...]:
    """The phrases of a name, as written."""
    return (_phrases_of(language) or _phrases_of(SOURCE))[name]


@cache
def words_in(name: str, language: str) -> frozenset[str]:
    """Each word of these phrases, in plain spelling."""
    return frozenset(word for phrase in phrases(name, language) for word in plain(phrase).split())


@cache
def _phrases_of(language: str) -> dict[str, tuple[str, ...]]:
    entries = typing_file(language).get("phrases", {})
    return {name: tuple(each) for name, each in entries.items()}
