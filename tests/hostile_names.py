"""Names that people give themselves and things, and what must be true wherever one is shown.

The checks here use only Unicode's tables, not our own reading of names.
"""

import re
import unicodedata
from functools import cache
from html import unescape

FSI, PDI = "\u2068", "\u2069"
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]")
BREAKS = re.compile("[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Default_Ignorable_Code_Point, and anything drawn as nothing.
NOTHING = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d159"
    "\U0001d173-\U0001d17a\U00013441\U00013442\U000e0000-\U000e0fff]"
)
BLANK: dict[str, str] = {
    "nothing at all": "",
    "a Hangul filler": "\u3164",
    "Hangul jamo fillers": "\u115f\u1160",
    "a narrow filler": "\uffa0",
    "no width": "\u200b",
    "blank Braille": "\u2800\u2800",
    "a soft hyphen": "\u00ad",
    "tags": "\U000e0041\U000e0042",
    "a flag's tags without its flag": "\U000e0067\U000e0062\U000e007f",
    "variation selectors": "\ufe0f\U000e0100",
    "nothing but marks": "\u0301\u0308\u20dd",
    "marks on a space": " \u0301 \u0489",
    "joiners": "\u200d\u200c\u200d",
    "spaces of all widths": "\u00a0\u2003\u3000\u1680\u202f",
    "controls": "\x00\x1b\x7f\x85",
    "directions": "\u202e\u2066\u2069\u200f\u061c",
    "isolates around a filler": "\u2068\u3164\u2069",
    "a word joiner and a byte order mark": "\u2060\ufeff",
    "math that is not there": "\u2061\u2062\u2063\u2064",
    "a Mongolian vowel separator": "\u180e",
    "Khmer vowels of no shape": "\u17b4\u17b5",
    "a note without a head": "\U0001d159",
    "Egyptian blanks": "\U00013441\U00013442",
    "an object that is not there": "\ufffc",
    "half an emoji": "\ud83d",
    "no character": "\ufffe\U0001ffff",
    "line breaks": "\n\r\n\u2028\u2029",
    "shorthand controls": "\U0001bca0\U0001bca3",
}
# As typed, and as it must be shown.
TURNED: dict[str, tuple[str, str]] = {
    "an override": ("Anna\u202egnp.exe", "Annagnp.exe"),
    "an override in front": ("\u202eAnna", "Anna"),
    "an embedding": ("\u202bAnna \u202aBerg", "Anna Berg"),
    "an isolate that is not closed": ("\u2067Anna", "Anna"),
    "an isolate that is not opened": ("Anna\u2069 Berg", "Anna Berg"),
    "a mark at its end": ("Anna\u200f", "Anna"),
    "Hebrew": ("דוד כהן", f"{FSI}דוד כהן{PDI}"),
    "Arabic": ("محمد علي", f"{FSI}محمد علي{PDI}"),
    "Arabic digits": ("Anna ٣", f"{FSI}Anna ٣{PDI}"),
    "both ways": ("Anna דוד", f"{FSI}Anna דוד{PDI}"),
    "both ways, closing ours": ("\u2069דג\u2069", f"{FSI}דג{PDI}"),
    "N'Ko and Thaana": ("ߒߞߏ ދިވެހި", f"{FSI}ߒߞߏ ދިވެހި{PDI}"),
    "Adlam": ("\U0001e900\U0001e922", f"{FSI}\U0001e900\U0001e922{PDI}"),
    "in isolates already": (f"{FSI}דוד{PDI}", f"{FSI}דוד{PDI}"),
    "in isolates in part": (f"{FSI}a{PDI}דוד", f"{FSI}{FSI}a{PDI}דוד{PDI}"),
}
AS_TYPED: dict[str, str] = {
    "a plain one": "Anna Kaya",
    "accents": "Zoë Müller-Łuczak",
    "accents as marks": "Zoe\u0308 N\u0303an\u0303ez",
    "an apostrophe": "Seán O’Brien",
    "markup": "<b>Rob</b> &lt;",
    "Greek, Cyrillic": "Ελένη Дмитрий",
    "Chinese, Japanese, Korean": "王小明 さくら 김민준",
    "a variant of an ideograph": "葛\U000e0100城",
    "Devanagari": "श्रीमती कमला",
    "Sinhala, joined": "ශ්‍රී ලංකා",
    "Tamil and Thai": "தமிழ் น้ำทิพย์",
    "Vietnamese": "Nguyễn Thị Ánh",
    "a family": "👩‍👩‍👧‍👦 Kim",
    "a heart": "Mia ❤️",
    "a flag of two letters": "🇩🇪 Uwe",
    "a flag of tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Isla",
    "a skin": "👍🏽",
    "a key": "1️⃣",
    "an encoded word": "=?utf-8?q?a=0D=0AReply-To:_q@evil.example?=",
    "braces": "{name} %s {0}",
    "one wide letter": "𒐫",
}
TALL: dict[str, str] = {
    "a pile of marks": "Z" + "\u0334\u0301\u0310\u0352" * 8 + "a" + "\u0316" * 30,
    "a pile on the first letter": "e" + "\u0301" * 300,
    "rings": "o" + "\u20dd" * 40,
}
LONG: dict[str, str] = {
    "many letters": "W" * 700,
    "many wide letters": "\U0001242b" * 700,
    "many families": "👩‍👩‍👧‍👦" * 80,
    "many Hebrew letters": "ש" * 700,
    "many isolates": FSI * 300 + "א" + PDI * 300,
    "many lines": "a\n" * 300,
}
EVERY: dict[str, str] = {
    **BLANK,
    **{name: typed for name, (typed, _) in TURNED.items()},
    **AS_TYPED,
    **TALL,
    **LONG,
    "breaks inside": "Mia\r\n\r\nYou have won\u2028a prize\u2029\x0b\x85",
    "controls inside": "Mia\x00\x1b[2J\x07\x08\x7f",
}


def is_visible(text: str) -> bool:
    """Whether one sees anything of a text."""
    return any(
        unicodedata.category(c)[0] not in "MZ" and unicodedata.category(c) not in ("Cc", "Cf", "Cs")
        for c in NOTHING.sub("", text)
    )


def check_shown(html: str) -> None:
    """Check a text of ours, whatever names are in it: nothing is blank, reversed or piled up."""
    for inner in re.findall(r"<(?:b|i|s|code)>(.*?)</", html, re.DOTALL):
        assert is_visible(inner), html
    for line in unescape(re.sub(r"<[^>]+>", "", html)).split("\n"):
        check_line(line)


@cache  # the same labels are below hundreds of screens
def check_line(line: str) -> None:
    """Check one line: every isolate is closed, right-to-left text is in one, and nothing else
    is."""
    assert not TURNING.search(line), ascii(line)
    assert not BREAKS.search(line), ascii(line)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in line), ascii(line)
    depth, marks = 0, 0
    for c in line:
        depth += (c == FSI) - (c == PDI)
        assert depth >= 0, ascii(line)
        assert depth or unicodedata.bidirectional(c) not in ("R", "AL", "AN"), ascii(line)
        marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        assert marks <= 4, ascii(line)
    assert depth == 0, ascii(line)


@cache
def check_label(label: str) -> None:
    """Check a button's label, or another text by itself: one line with something to see."""
    assert is_visible(label), ascii(label)
    assert "\n" not in label
    check_line(label)
