"""User names, as people type and copy them."""

import pytest

from domain.text.usernames import username


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("@anna_berg", "anna_berg"),
        ("\uff20anna_berg", "anna_berg"),
        ("(@Anna_Berg)", "Anna_Berg"),
        ("\u200e@anna_berg\u200f", "anna_berg"),
        (" (\u00a0@anna_berg )\n", "anna_berg"),
        ("t.me/anna_berg", "anna_berg"),
        ("HTTPS://T.ME/anna_berg/", "anna_berg"),
        ("https://telegram.me/@anna_berg", "anna_berg"),
        ("https://t.me/anna_berg?text=hello", "anna_berg"),
        ("tg://resolve?domain=anna_berg", "anna_berg"),
        ("tg://resolve?domain=anna_berg&start=1", "anna_berg"),
        ("@nine", "nine"),
    ],
)
def test_a_name_or_a_link_to_a_chat_names_somebody(typed: str, name: str) -> None:
    assert username(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "anna_berg",
        "Anna",
        "@abc",
        "@1anna",
        "@anna berg",
        "@" + "a" * 33,
        "@\u0430nna_berg",
        "https://t.me/+AbCdEfGh",
        "https://t.me/c/123/4",
        "https://evil.example/t.me/anna_berg",
        "555001",
    ],
)
def test_everything_else_names_nobody(typed: str) -> None:
    assert username(typed) is None
