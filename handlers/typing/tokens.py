"""Typed text as numbers, words and marks."""

import unicodedata
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, replace
from itertools import takewhile

from handlers.typing.reading import Unreadable
from handlers.typing.vocabulary import NOTHING, Meanings, Vocabulary, unspaced, unspaced_words

MOST = 240  # more than a week of eight windows a day needs
_MOST_WORDS = 5  # in a phrase


@dataclass(frozen=True, slots=True)
class Token:
    """start, end: its position in the text. glued: no space precedes it.

    number: its digits, if it is one. means: its tags, if it is a word or a phrase.
    """

    text: str
    start: int
    end: int
    glued: bool
    number: str = ""
    means: Meanings = NOTHING

    def value(self, kind: str) -> str | None:
        """The value of a tag such as `month:12`, if it has one of this kind."""
        for tag in self.means:
            name, _, value = tag.partition(":")
            if name == kind and value:
                return value
        return None


_END = Token("", 0, 0, glued=False)


class Tokens:
    """The tokens of a text, and questions that a grammar asks about them. Immutable."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.tokens = _merge_phrases(_scan(text, vocabulary), vocabulary)
        if len(self.tokens) > MOST:
            raise Unreadable("too_long", text)

    def without(self, kind: str, where: Collection[int]) -> "Tokens":
        """The same text, in which the words at these places have no value of this kind."""
        other = copy(self)
        other.tokens = [
            replace(token, means=_without(token.means, kind)) if i in where else token
            for i, token in enumerate(self.tokens)
        ]
        return other

    def __len__(self) -> int:
        return len(self.tokens)

    def at(self, i: int) -> Token:
        """A token; an empty one outside the text."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else _END

    def is_(self, i: int, mark: str) -> bool:
        """Whether this mark is there. `mark`: one of several characters."""
        token = self.at(i)
        return bool(token.text) and token.text in mark and not token.number and not token.means

    def means(self, i: int, *kinds: str) -> bool:
        """Whether the word there has one of these meanings."""
        return not self.at(i).means.isdisjoint(kinds)

    def number(self, i: int, longest: int = 2, *, glued: bool = False) -> int | None:
        """The number there, of at most this many digits. glued: with no space before it."""
        token = self.at(i)
        if not token.number or len(token.number) > longest or (glued and not token.glued):
            return None
        return int(token.number)

    def count(self, i: int, longest: int) -> int | None:
        """The number there, in figures as in `number`, or as a word."""
        word_value = self.at(i).value("number")
        return int(word_value) if word_value and word_value.isdigit() else self.number(i, longest)

    def between(self, i: int, j: int) -> str:
        """The text from one token up to another one."""
        return self.text[self.at(i).start : self.at(j - 1).end] if i < j else ""

    def part(self, i: int) -> str:
        """The part of the text around a token, up to the nearest commas and line breaks."""
        start = self.at(i).start if i < len(self) else len(self.text)
        first = max(self.text.rfind(mark, 0, start) for mark in ",;\n|") + 1
        ends = [end for mark in ",;\n|" if (end := self.text.find(mark, max(start, first))) >= 0]
        return self.text[first : min(ends, default=len(self.text))].strip() or self.text.strip()


def _without(means: Meanings, kind: str) -> Meanings:
    return frozenset(tag for tag in means if tag.partition(":")[0] != kind)


def _scan(text: str, vocabulary: Vocabulary) -> list[Token]:
    tokens: list[Token] = []
    i = 0
    while i < len(text):
        if text[i] == " ":
            i += 1
            continue
        glued = i > 0 and text[i - 1] not in " \n"
        if text[i].isascii() and text[i].isdigit():
            run = "".join(takewhile(lambda c: c.isascii() and c.isdigit(), text[i:]))
            tokens.append(Token(run, i, i + len(run), glued, number=run))
        elif _letter(text[i]):
            run = _word(text, i)
            tokens += _words(run, i, glued, vocabulary)
        else:
            run = text[i]
            tokens.append(Token(run, i, i + 1, glued))
        i += len(run)
    return tokens


def _letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" or char in "ºª"


def _word(text: str, start: int) -> str:
    end = start
    while end < len(text) and (
        _letter(text[end])
        or (text[end] == "'" and end > start and end + 1 < len(text) and _letter(text[end + 1]))
    ):
        end += 1
    return text[start:end]


def _words(run: str, start: int, glued: bool, vocabulary: Vocabulary) -> list[Token]:
    """A run of letters as one word, or as several in a script without spaces."""
    means = vocabulary.meanings(run)
    if means or not _unspaced(run):
        return [Token(run, start, start + len(run), glued, means=means)]
    dictionary, longest = unspaced_words()
    words, i = list[Token](), 0
    while i < len(run):
        lengths = range(min(longest, len(run) - i), 0, -1)
        length = next((n for n in lengths if run[i : i + n] in dictionary), 1)
        piece, begins = run[i : i + length], start + i
        means = vocabulary.meanings(piece)
        words.append(Token(piece, begins, begins + length, glued or i > 0, means=means))
        i += length
    return words


def _unspaced(run: str) -> bool:
    return any(map(unspaced, run))


def _merge_phrases(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Phrases joined into one token ("day after tomorrow"), abbreviations' full stops dropped."""
    merged: list[Token] = []
    i = 0
    while i < len(tokens):
        token, length = tokens[i], 1
        if _is_word(token) and vocabulary.phrases(token.text):
            length = _phrase(tokens, i, vocabulary)
            if length > 1:
                words = _join_words(tokens[i : i + length])
                end = tokens[i + length - 1].end
                token = Token(
                    words, token.start, end, token.glued, means=vocabulary.meanings(words)
                )
        i += length
        if _is_word(token) and i < len(tokens) and tokens[i].text == "." and tokens[i].glued:
            i += 1
        merged.append(token)
    return merged


def _phrase(tokens: list[Token], i: int, vocabulary: Vocabulary) -> int:
    for length in range(min(_MOST_WORDS, len(tokens) - i), 1, -1):
        run = tokens[i : i + length]
        whole = all(_is_word(token) or token.text in "-/" for token in run)
        if whole and _is_word(run[-1]) and vocabulary.meanings(_join_words(run)):
            return length
    return 1


def _join_words(run: list[Token]) -> str:
    return " ".join(token.text for token in run if token.text != "-")


def _is_word(token: Token) -> bool:
    return not token.number and bool(token.text) and _letter(token.text[0])
