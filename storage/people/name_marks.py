"""By which marks people are found: made of what they are called and reached by, and looked up.

Triggers empty a person's marks when their name or address changes, whichever version writes that;
the clock makes them again. Until then `unmarked` says who has none, to be compared as they are.
"""

from collections.abc import Sequence
from typing import Final

from domain.accounts.identity import IdentityKind
from domain.text.similarity import marks, sought
from storage.transactions import Cells, Reader, Writer

BATCH: Final = 500
# The fewest last digits by which a number is looked up.
FEWEST_DIGITS: Final = 5
_NUMBER: Final = "+"  # begins the mark of a number, whose digits are reversed

_DUE = """
SELECT person_id FROM name_marks WHERE marks IS NULL ORDER BY person_id LIMIT $1
FOR UPDATE SKIP LOCKED
"""
_TEXTS = f"""
SELECT p.id, p.first_name, p.last_name, p.username, i.kind, i.value
FROM people p LEFT JOIN identities i ON i.person_id = p.id
    AND i.kind IN ('{IdentityKind.EMAIL}', '{IdentityKind.PHONE}')
WHERE p.id = ANY ($1::bigint[]) AND p.merged_into IS NULL AND p.erased_at IS NULL
"""
# A tsvector of the given text as it is: no language configuration applies.
_MADE = """
UPDATE name_marks n SET marks = array_to_tsvector(string_to_array(made.marks, ' '))
FROM unnest($1::bigint[], $2::text[]) made (person_id, marks) WHERE n.person_id = made.person_id
"""
_FOUND = """
SELECT person_id FROM name_marks WHERE marks @@ $1::text::tsquery LIMIT $2
"""
_UNMARKED = """
SELECT n.person_id FROM name_marks n JOIN people p ON p.id = n.person_id
WHERE n.marks IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL
ORDER BY n.person_id DESC LIMIT $1
"""
_UNMARKED_ENDING = f"""
SELECT n.person_id FROM name_marks n JOIN identities i ON i.person_id = n.person_id
WHERE n.marks IS NULL AND i.kind = '{IdentityKind.PHONE}' AND i.value LIKE '%' || $1::text LIMIT $2
"""


async def make(writer: Writer) -> int:
    """Make a batch of missing marks; how many. Those locked by another replica are left to it."""
    ids = [row[0] for row in await writer.fetch(_DUE, BATCH)]
    if not ids:
        return 0
    # Read once they are locked: a change of name from now on waits, and is due again.
    by_id: dict[int, set[str]] = {one: set() for one in ids}
    for row in await writer.fetch(_TEXTS, ids):
        by_id[row[0]] |= _marks(row)
    values = [" ".join(sorted(by_id[one])) for one in ids]
    await writer.fetch(_MADE, ids, values)
    return len(ids)


async def due(reader: Reader) -> bool:
    """Whether marks are missing."""
    [[missing]] = await reader.fetch("SELECT EXISTS (SELECT FROM name_marks WHERE marks IS NULL)")
    return bool(missing)


async def ids_by_name(reader: Reader, name: str, most: int, *, slips: bool) -> Sequence[int]:
    """People a name may mean, at most `most`, in no order; slips: allow some."""
    words = [begins + others if slips else begins for begins, others in _query_terms(name)]
    query = " & ".join(f"({' | '.join(one)})" for one in words)
    return [row[0] for row in await reader.fetch(_FOUND, query, most)] if query else []


async def ids_by_number(reader: Reader, digits: str, most: int) -> Sequence[int]:
    """People with a number that ends like this, at most `most`."""
    if len(digits) < FEWEST_DIGITS or not digits.isascii() or not digits.isdecimal():
        return []
    marked = await reader.fetch(_FOUND, f"'{_NUMBER}{digits[::-1]}':*", most)
    others = await reader.fetch(_UNMARKED_ENDING, digits, most)
    return [row[0] for row in (*marked, *others)][:most]


async def unmarked(reader: Reader, most: int) -> Sequence[int]:
    """People whose marks are missing, the newest first, at most so many."""
    return [row[0] for row in await reader.fetch(_UNMARKED, most)]


def _query_terms(name: str) -> list[tuple[list[str], list[str]]]:
    """The terms of a query: words are only letters and digits, so they cannot break out of
    quotes."""
    return [
        ([f"'{word}':*" for word in begins], [f"'{mark}'" for mark in others])
        for begins, others in sought(name)
    ]


def _marks(row: Cells) -> set[str]:
    _, first, last, username, kind, value = row
    names = [first, last or "", username or ""]
    if kind == IdentityKind.EMAIL:
        names.append(value.partition("@")[0])
    number = {_NUMBER + value.removeprefix("+")[::-1]} if kind == IdentityKind.PHONE else set()
    return marks(names) | number
