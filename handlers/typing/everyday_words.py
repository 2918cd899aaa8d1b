"""Short weekdays that are other words in a sentence: "can we do 3pm", "die Sitzung mit Anna".

Such a word is a day only where its place says so:

    alone                             "so", "we afternoon"
    after "on"                        "on we", "am so"
    before a date or a time           "we 14:00", "so 15.3.", "so um 10" at the beginning
    after one, at the end             "15:00 so"
    in brackets                       "5.8. (we)"
"""

from handlers.typing.tokens import Tokens
from handlers.typing.vocabulary import DAY, Vocabulary, unspaced

_PERIODS = ("morning", "afternoon", "evening")
_NAMED_TIMES = ("noon", "midnight", "half_to", "half_past", "quarter_past", "quarter_to")
_SAYS_NOTHING = ("of", "am_or_on", "open", *_PERIODS)


def without_everyday_words(tokens: Tokens, vocabulary: Vocabulary) -> Tokens:
    """The same text, in which such words are days only where they are meant as days."""
    places = [
        i
        for i in range(len(tokens))
        if tokens.at(i).value(DAY) is not None
        and vocabulary.everyday(tokens.at(i).text)
        and not _is_day(tokens, i)
    ]
    return tokens.without(DAY, places) if places else tokens


def _is_day(tokens: Tokens, i: int) -> bool:
    if tokens.is_(i - 1, "(") or tokens.means(i - 1, "on_day", "next", "this"):
        return True
    after = i + 1
    while tokens.is_(after, ",.;"):
        after += 1
    if _begins_time(tokens, after):
        return True
    if i == 0 and tokens.means(after, "at") and _begins_time(tokens, after + 1):
        return True
    alone = _silent(tokens, 0, i) and _silent(tokens, i + 1, len(tokens))
    if alone and not tokens.means(i - 1, "of"):  # "with Sam"
        return True
    return _ends_time(tokens, i - 1) and all(
        tokens.is_(k, ",.;!?") for k in range(i + 1, len(tokens))
    )


def _silent(tokens: Tokens, i: int, end: int) -> bool:
    """Whether no word there means anything but a time."""
    return all(
        not tokens.at(k).text[:1].isalpha()
        or tokens.means(k, *_SAYS_NOTHING, *_NAMED_TIMES, "oclock")
        for k in range(i, end)
    )


def _begins_time(tokens: Tokens, i: int) -> bool:
    token = tokens.at(i)
    if not token.number:
        before = unspaced(token.text[:1] or " ") and tokens.means(i, "am", "pm")
        named = tokens.means(i, *_PERIODS, *_NAMED_TIMES)
        return before or named or token.value("month") is not None
    if tokens.is_(i + 1, ":./-") or tokens.means(
        i + 1, "am", "pm", "oclock", "ordinal", "month_mark"
    ):
        return True
    bare = i + 1 >= len(tokens) or tokens.is_(i + 1, ",;!?") or tokens.means(i + 1, "of", "open")
    return bare or tokens.at(i + 1).value("month") is not None


def _ends_time(tokens: Tokens, i: int) -> bool:
    while tokens.is_(i, ",."):
        i -= 1
    return bool(tokens.at(i).number) or tokens.means(i, "am", "pm", "oclock", "noon", "midnight")
