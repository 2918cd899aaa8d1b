"""What a business tells its customers in its own words, in each of its languages.

Stored under `key_of`, such as `greeting.de`: one text each, so that two people writing two of them
at once lose nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from domain.messages.channels import Messaging
from domain.refusals import BadInput, NotFound
from domain.text import field_text

Texts = Mapping[str, str]


class BusinessTextKind(StrEnum):
    """The texts; the values are what is stored."""

    GREETING = "greeting"  # the first thing a customer reads
    RULES = "rules"  # above the sentences that follow from the settings
    IMPRINT = "imprint"
    PRIVACY = "privacy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken(Messaging):
    """A business's texts and languages: a part of what is known of it.

    currency: of new prices, ISO 4217, None for the setting's. languages: those offered beside that
    of the setting, none for all. texts: by `key_of`. guided: see `domain.business.first_run`.
    """

    currency: str | None = None
    languages: tuple[str, ...] = ()
    texts: Texts = field(default_factory=dict)
    guided: tuple[str, ...] = ()


LEGAL: Final = (BusinessTextKind.IMPRINT, BusinessTextKind.PRIVACY)
LONGEST: Final[Mapping[BusinessTextKind, int]] = {
    BusinessTextKind.GREETING: 500,
    BusinessTextKind.RULES: 800,
    BusinessTextKind.IMPRINT: 200,
    BusinessTextKind.PRIVACY: 200,
}
MOST_LINES: Final = 20


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as shown to a reader. language: the one it is in."""

    text: str
    language: str


def spoken(languages: tuple[str, ...], *wishes: str | None) -> tuple[str | None, ...]:
    """Those of somebody's preferred languages (IETF tags) that are offered; if none is set, all
    are.

    The first part of a tag decides: a business that offers "de" also serves "de-AT".
    """
    if not languages:
        return wishes
    return tuple(one for one in wishes if one and re.split("[-_]", one.lower())[0] in languages)


def key_of(text: BusinessTextKind, language: str) -> str:
    """The key under which a text is stored."""
    return f"{text}.{language}"


def by_name(value: str) -> BusinessTextKind:
    """The text with that name, which may be forged. Raises NotFound."""
    if value not in tuple(BusinessTextKind):
        raise NotFound
    return BusinessTextKind(value)


def read(text: BusinessTextKind, raw_text: str) -> str:
    """A text as it is stored. Raises BadInput: nothing to see, too long, too many lines."""
    plain = field_text.passage(raw_text, "house_text", LONGEST[text])
    if len(plain.splitlines()) > MOST_LINES:
        raise BadInput("house_lines", MOST_LINES)
    return plain


def passage_for(
    texts: Texts, text: BusinessTextKind, language: str, default_language: str
) -> Passage | None:
    """What a reader of a language sees of a text; None if nobody has written it.

    Legally required texts are shown in whichever language there is: first the reader's, then the
    business's. For the others the bot has words of its own in every language, which are better.
    """
    wishes = (language, default_language, *sorted(key.partition(".")[2] for key in texts))
    for wish in wishes if text in LEGAL else wishes[:1]:
        if wording := texts.get(key_of(text, wish)):
            return Passage(wording, wish)
    return None


def missing(texts: Texts, text: BusinessTextKind, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that lack a text which another has."""
    there = [one for one in languages if key_of(text, one) in texts]
    return tuple(one for one in languages if one not in there) if there else ()
