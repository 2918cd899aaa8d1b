"""The words that people type, by language: `locales/<language>/typing.json`.

A word is looked up in the reader's own language first, then in English, then in all the others
together; a word with two meanings there has none. So "do" is a Thursday to a German reader and a
range to a Polish one, and nobody has to say which language they are typing in. The files hold
CLDR's weekdays and months in every width, and words maintained by hand. A language can be read
without a catalogue of sentences.
"""

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from handlers.typing.normalization import plain, strip_edges

LOCALES = Path(__file__).parents[2] / "locales"
SOURCE = "en"
NOTHING: frozenset[str] = frozenset()
DOUBTFUL = "doubtful"  # a weekday, unless it is another day or another word in another language
DAY = "weekday"
_NUMBERED = (DAY, "month", "number")
# See `compound_seam`, `handlers.typing.phrases` and `Vocabulary.everyday`.
_NO_WORDS = ("compounds", "phrases", "everyday")

Meanings = frozenset[str]
_Words = Mapping[str, Meanings]


class Vocabulary:
    """How one reader's country writes: words, the order of day and month, the decimal mark."""

    def __init__(self, locale: Locale) -> None:
        pattern = str(locale.date_formats["short"].pattern)
        self.locale = locale
        self.month_first = pattern.index("M") < pattern.index("d")
        self.decimal = "." if locale.number_symbols["latn"]["decimal"] == "." else ","
        self._own = _words(locale.language)

    def meanings(self, word: str) -> Meanings:
        """What a word means, as tags: `to`, `am`, `month:12`. `word`: in plain spelling."""
        for spelling in dict.fromkeys((word, _bare(word))):
            for words in (self._own, _words(SOURCE), _everywhere()):
                if spelling in words:
                    return words[spelling]
        return NOTHING

    def others(self, words: Iterable[str]) -> "tuple[Vocabulary, ...]":
        """The vocabularies these words may have been typed in, if that is in doubt here: those that
        know each word, or whose missing ones English knows, and know the most themselves."""
        words = tuple(words)
        if not any(DOUBTFUL in self.meanings(word) for word in words):
            return ()
        counts = {
            language: sum(word in _words(language) for word in words)
            for language in languages_read()
            if all(word in _words(language) or word in _words(SOURCE) for word in words)
        }
        most = max(counts.values(), default=0)
        return tuple(
            Vocabulary(Locale(language))
            for language, number in counts.items()
            if number == most and language != self.locale.language
        )

    def everyday(self, word: str) -> bool:
        """Whether a short weekday is more often another word in a sentence: "we", "so", "die". In
        the reader's own weekdays, that is for their own language to say."""
        if DAY in {tag.partition(":")[0] for tag in self._own.get(word, NOTHING)}:
            return word in _everyday(self.locale.language)
        return any(word in _everyday(language) for language in languages_read())

    def phrases(self, word: str) -> bool:
        """Whether some multi-word phrase begins with this one."""
        return word in _openings()


@cache
def vocabulary_of(locale: Locale) -> Vocabulary:
    """The vocabulary of a locale, made once."""
    return Vocabulary(locale)


def english(word: str) -> bool:
    """Whether English has this word."""
    return word in _words(SOURCE)


@cache
def languages_read() -> tuple[str, ...]:
    """The languages whose words are known."""
    return tuple(sorted(path.parent.name for path in LOCALES.glob("*/typing.json")))


def typing_file(language: str) -> Mapping[str, Any]:
    """A language's typing file; empty if it has none."""
    path = LOCALES / language / "typing.json"
    data: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return data


@cache
def _everyday(language: str) -> frozenset[str]:
    return frozenset(map(_key, typing_file(language).get("everyday", ())))


@cache
def _words(language: str) -> _Words:
    collected: dict[str, set[str]] = defaultdict(set)
    for word, tag in _entries(typing_file(language)):
        collected[word].add(tag)
    for word in tuple(collected):  # "manana" if no other word is spelled like that
        collected.setdefault(_bare(word), set()).update(collected[word])
    return {word: frozenset(tags) for word, tags in collected.items()}


@cache
def _everywhere() -> _Words:
    collected: dict[str, list[Meanings]] = defaultdict(list)
    for language in languages_read():
        for word, tags in _words(language).items():
            collected[word].append(tags)
    return {
        word: agreed for word, each in collected.items() if (agreed := _without_conflicts(each))
    }


def _without_conflicts(each: list[Meanings]) -> Meanings:
    """Without weekdays, months and numbers on which the languages differ."""
    tags = NOTHING.union(*each)
    days = {frozenset(tag for tag in one if tag.startswith("weekday:")) for one in each}
    if len(days) > 1:
        tags = frozenset(tag for tag in tags if not tag.startswith("weekday:")) | {DOUBTFUL}
    for kind in _NUMBERED:
        several = {tag for tag in tags if tag.startswith(f"{kind}:")}
        if len(several) > 1:
            tags = tags - several
    return tags


@cache
def _openings() -> frozenset[str]:
    return frozenset(
        word.partition(" ")[0]
        for language in languages_read()
        for word in _words(language)
        if " " in word
    )


@cache
def unspaced_words() -> tuple[frozenset[str], int]:
    """The words of scripts without spaces, and the length of the longest."""
    words = frozenset(word for word in _everywhere() if unspaced(word[:1]))
    return words, max(map(len, words))


@cache
def compound_seam() -> re.Pattern[str]:
    """Where one word is two to a list of words: "Mittwochnachmittag"."""
    seams = []
    for language in languages_read():
        if compounds := typing_file(language).get("compounds"):
            first = "|".join(f"(?<={re.escape(end)})" for end in compounds["first"])
            second = "|".join(map(re.escape, compounds["second"]))
            seams.append(rf"(?:{first})(?=(?:{second})\b)")
    return re.compile("|".join(seams))


def unspaced(char: str) -> bool:
    """Whether a character may directly follow another word: kana, ideographs, Hangul."""
    return "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3"


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, words in data.items():
        if kind in ("weekdays", "months"):
            first = 0 if kind == "weekdays" else 1
            for n, names in enumerate(words, first):
                yield from ((_key(name), f"{kind[:-1]}:{n}") for name in names)
        elif kind == "numbers":
            for number, names in words.items():
                yield from ((_key(name), f"number:{number}") for name in names)
        elif kind not in _NO_WORDS:
            yield from ((_key(name), kind) for name in words)


def _key(word: str) -> str:
    """A word from a file, in plain spelling."""
    return strip_edges(plain(word)).replace("-", " ")


def _bare(word: str) -> str:
    """Latin letters without accents: ubermorgen. Elsewhere, marks are letters of their own."""
    apart = unicodedata.normalize("NFD", word)
    if not any(unicodedata.combining(c) for c in apart) or not apart[0].isascii():
        return word
    return "".join(c for c in apart if not unicodedata.combining(c))
