"""By what people are known, each in the one spelling that is compared."""

import pytest

from domain.accounts.identity import Identity, IdentityKind
from domain.refusals import BadInput


@pytest.mark.parametrize(
    "typed",
    [
        "+49 151 2345678",
        "0049 151 2345678",
        "+49 (151) 234-5678",
        "+49.151/2345678",
        "+49\u00a0151\u202f2345678",
        "+491512345678",
    ],
)
def test_a_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert Identity.phone(typed) == Identity(IdentityKind.PHONE, "+491512345678")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0151 2345678",  # of which country?
        "49151 2345678",
        "+0151 2345678",
        "+49 151",
        "+1234567890123456",
        "+49 151 CALL ME",
        "+49 151 234567²",
        "+٤٩١٥١٢٣٤٥٦٧٨",
    ],
)
def test_what_is_no_number_that_the_whole_world_can_call_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refusal:
        Identity.phone(typed)
    assert refusal.value.field == "phone"


def test_a_mailbox_is_the_same_in_large_letters() -> None:
    assert Identity.email("Mia@Example.ORG") == Identity(IdentityKind.EMAIL, "mia@example.org")


def test_a_chat_is_known_by_its_number() -> None:
    assert Identity.telegram(7001) == Identity(IdentityKind.TELEGRAM, "7001")
