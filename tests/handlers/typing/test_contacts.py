"""A name, an address and a number are told apart on one line."""

import pytest

from domain.accounts.identity import Identity
from domain.refusals import BadInput
from handlers.typing.contacts import read

PHONE, MAIL = Identity.phone("+4930901820"), Identity.email("mia@example.org")


def plain(text: str) -> str:
    if "." not in text.partition("@")[2]:
        raise BadInput("email")
    return text


@pytest.mark.parametrize(
    ("text", "name", "contacts"),
    [
        ("Mia Keller", "Mia Keller", ()),
        ("Mia Keller, Mia@Example.org, +49 30 901820", "Mia Keller", (MAIL, PHONE)),
        ("+49 (30) 90-18-20 Mia Keller <mia@example.org>", "Mia Keller", (MAIL, PHONE)),
        ("mia@example.org 0049 30 901820", "", (MAIL, PHONE)),
        ("Anna-Lena 2; mia@example.org", "Anna-Lena 2", (MAIL,)),
        ("", "", ()),
    ],
)
def test_each_is_found(text: str, name: str, contacts: tuple[Identity, ...]) -> None:
    person = read(text, plain)
    assert (person.name, person.contacts) == (name, contacts)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Mia mia@example", "email"),
        ("Mia @keller", "email"),
        ("Mia 030 901820", "contact_number"),
        ("Mia +49 30 901820 +49 30 901821", "contact_number"),
        ("Mia +0 30 901820", "contact_number"),
    ],
)
def test_what_looks_like_one_and_is_none_is_asked_for_again(text: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text, plain)
    assert refused.value.field == field
