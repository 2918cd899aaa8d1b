"""Labels that a phone shows whole.

Telegram cuts the end of a label too long for its button, and with it what tells two of them apart:
minutes, price, time. Here the name is cut instead.
"""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from domain.services.service import Service
from domain.services.terms import Length
from domain.text.graphemes import graphemes, is_flag_half
from handlers.buttons.limits import units
from handlers.wording.words import Words

# Letters of usual width that a phone in portrait shows on one button in a row, and on each of two
# or three.
WHOLE, PAIR, THIRD = 36, 18, 12
HALF = 20  # to which names in a list are cut; a row that is too narrow for that becomes two
LEAST = 8  # letters left of a name, whatever is beside it
CUT = "…"
_ONE = "x"  # a name as long as it is wide

_NARROW = frozenset(" ijl.,:;!|'·’\u00a0\u202f")
_BROAD = frozenset("MWmw@%&ÆŒæœ—…ЖМФШЩЫЮжмфшщыю")
_AS_PICTURE = "\ufe0f"


def fit(text: str, room: int, most: int | None = None) -> str:
    """The text, or its beginning and "…", in the room of this many letters of usual width.

    most: letters of any width, by default a tenth more than the room. Chinese, Japanese and Korean
    letters and emoji take the room of two. No letter loses its accents. The result has at most `2 *
    room` UTF-16 units, however many marks are piled up.
    """
    most = _most(room) if most is None else most
    if _fits(text, room, most):
        return text
    letters, wide, long = list[str](), _halves(CUT), len(CUT)
    for letter in graphemes(text):
        wide, long = wide + _halves(letter), long + units(letter)
        if wide > 2 * room or long > 2 * room or len(letters) + 1 >= most:
            break
        letters.append(letter)
    return "".join(letters).rstrip() + CUT


@lru_cache(maxsize=4096)
def fits(text: str, room: int) -> bool:
    """Whether `fit` leaves the text as it is."""
    return _fits(text, room, _most(room))


def tell_apart(texts: Sequence[str], room: int = WHOLE) -> list[str]:
    """Each text on one line that fits, and differs from the others as they do.

    If one is too long, they are numbered, and their common beginning is left out; if that is not
    enough, so is their common end.
    """
    lines = [" ".join(text.split()) for text in texts]
    if len(lines) == 1 or all(fit(line, room) == line for line in lines):
        return [fit(line, room) for line in lines]
    alike = _alike(lines)
    alike = alike[: alike.rfind(" ") + 1]
    begin = CUT if alike else ""
    rests = [line.removeprefix(alike) for line in lines]
    labels = [f"{number}. {begin}{rest}" for number, rest in enumerate(rests, 1)]
    end = _alike([rest[::-1] for rest in rests])[::-1]
    end = end[end.find(" ") :] if " " in end else ""
    if end and not all(fit(label, room) == label for label in labels):
        labels = [f"{label.removesuffix(end)} {CUT}" for label in labels]
    return [fit(label, room) for label in labels]


def _alike(lines: Sequence[str]) -> str:
    """What all of them begin with."""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*lines, strict=False))
    return "".join(letters[0] for letters in same)


@dataclass(frozen=True, slots=True)
class LabelFitter:
    """Cuts labels to a width, in somebody's language."""

    words: Words
    width: int

    def user_text(self, kind: str, text: str) -> str:
        """As `Words.user_text`, with the end cut if it is too long."""
        whole = self.words.user_text(kind, text)
        short = fit(whole, self.width)
        return whole if short == whole else self.words.user_text(kind, short)

    def label(self, message: str, /, *, cut: str, **values: object) -> str:
        """A label whose value named `cut`, one of `words.NAMES`, is shortened to fit the rest."""
        whole = self.words.label(message, **values)
        if _fits(whole, self.width, _most(self.width)):
            return whole
        beside = list(graphemes(self.words.label(message, **{**values, cut: _ONE})))
        wide = sum(map(_halves, beside)) - _halves(_ONE)
        room = max(self.width - (wide + 1) // 2, LEAST)
        most = max(_most(self.width) - len(beside) + 1, LEAST)
        name = fit(self.words.user_text(cut, str(values[cut])), room, most)
        return self.words.label(message, **{**values, cut: name})


def service_key(words: Words, service: Service, room: int = WHOLE) -> str:
    """Title, minutes, price; the title is shortened to fit."""
    return LabelFitter(words, room).label(
        "book.service_key",
        cut="service",
        service=service.title,
        length=words.length(service.minutes),
        price=words.money(service.price),
    )


def lengths_key(words: Words, service: Service, lengths: Collection[Length]) -> str:
    """The same for a service with these lengths: of several, the lowest price."""
    if not lengths:
        return service_key(words, service)
    least = replace(service.price, minor=min(one.minor for one in lengths))
    if len(lengths) == 1:
        [only] = lengths
        return service_key(words, replace(service, minutes=only.minutes, price=least))
    return LabelFitter(words, WHOLE).label(
        "book.service_from_key", cut="service", service=service.title, price=words.money(least)
    )


def text_width(text: str) -> float:
    """How much room a text takes, in letters of usual width."""
    return sum(map(_halves, graphemes(text))) / 2


def _fits(text: str, room: int, most: int) -> bool:
    if units(text) > 2 * room:
        return False
    each = list(graphemes(text))
    return len(each) <= most and sum(map(_halves, each)) <= 2 * room


def _most(room: int) -> int:
    return room * 10 // 9


def _halves(letter: str) -> int:
    """The width of what `graphemes` returns, in halves of a letter of usual width."""
    if _AS_PICTURE in letter or is_flag_half(letter[0]):
        return 4
    if unicodedata.east_asian_width(letter[0]) in "WF":
        return 4
    if unicodedata.category(letter[0]) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    if letter[0] in _NARROW:
        return 1
    return 3 if letter[0] in _BROAD else 2
