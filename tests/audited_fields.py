"""No line of the audit log has a field that its readers have no words for.

Whatever a test does, the fields it records are looked up: a new one fails the tests that record it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest

from handlers.chat.admin.audit_words import has_words
from handlers.wording.words import languages, words_for
from storage import audit

UNHEARD_OF: Final = "unheard_of"  # the action of lines as a newer version may have written them


def nameless(value: Any) -> Iterator[str]:
    """The fields in a value that some language has no words for."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            if not all(has_words(words_for(one), str(name)) for one in languages()):
                yield str(name)
            yield from nameless(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from nameless(inside)


def looked_up() -> Iterator[None]:
    """As a fixture: every line that is recorded meanwhile is looked up."""
    record = audit.record

    async def recorded(*writer: Any, **line: Any) -> None:
        if line["action"] != UNHEARD_OF:
            fields = [*nameless(line["before"]), *nameless(line["after"])]
            assert fields == [], f"no audit.field_… for {fields}"
        await record(*writer, **line)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audit, "record", recorded)
        yield
