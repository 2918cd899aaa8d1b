"""Which languages are spoken with customers."""

from domain.services.catalogue import Business
from handlers.wording.words import languages, words_for


def spoken_languages(business: Business, default: str) -> tuple[str, ...]:
    """The codes of the languages the business speaks, English first.

    default: the language (an IETF tag) for people who speak none of them; it is always spoken.
    """
    if not business.languages:
        return languages()
    offered = (*business.languages, words_for(default).language)
    return tuple(code for code in languages() if code in offered)
