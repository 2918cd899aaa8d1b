"""Against whom a wrong password counts. The names are rows of the database."""

from hashlib import sha256

from domain.accounts.identity import Identity
from domain.accounts.lockout import of_address, of_device, of_name, of_person, of_sign_in


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_each_count_has_a_name_of_its_own_that_gives_nobody_away() -> None:
    assert of_person(7) == "person:7"
    assert of_sign_in(7) == "sign_in:7"
    assert of_device(7, "phone") == f"device:{digest('7:phone')}"
    assert of_address("203.0.113.7") == f"address:{digest('203.0.113.7')}"
    # Whoever has one address of version 6 has very many.
    assert of_address("2001:db8::1") == of_address("2001:db8::2") != of_address("2001:db8:1::1")
    name = of_name(Identity.email("mia@example.org"))
    assert name == f"name:{digest('email:mia@example.org')}"
