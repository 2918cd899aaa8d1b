"""The business's imprint and privacy notice, in the reader's language."""

from collections.abc import Callable

from domain.messages.business_texts import LEGAL, Texts, passage_for
from handlers.wording.words import Words


def legal_lines(
    words: Words, texts: Texts, default_language: str, say: Callable[..., str] | None = None
) -> list[str]:
    """A line for each one that has been written, as plain text, or as `say` writes it.

    default_language: from the setting.
    """
    say = say or words.label
    return [
        say(f"texts.line_{text}", passage=passage.text)
        for text in LEGAL
        if (passage := passage_for(texts, text, words.language, default_language))
    ]
