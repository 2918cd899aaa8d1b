"""A program of its own: draws one picture and ends. It reads facts as JSON, and writes a PNG.

Fonts are checked for what they can show: characters that no font has are left out, and a text with
nothing left becomes `nameless`. Only the fonts that are needed are loaded.
"""

import json
import struct
import sys
import unicodedata
from collections.abc import Iterable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

import typst

PIXELS: Final = 216  # per inch: a page of 360 points is 1080 pixels wide
# In order of preference: the package, and its file.
FONTS: Final = (
    ("fontpkg_noto_sans", "files/NotoSans[[]*"),
    ("fontpkg_noto_sans_arabic", "files/*.ttf"),
    ("pylopdf_fonts_he", "NotoSansHebrew*"),
    ("fontpkg_noto_sans_devanagari", "files/*.ttf"),
    ("noto_cjk_sans_otc", "*.ttc"),
)
# They control the text around them and show nothing.
UNSEEN: Final = frozenset("\u2066\u2067\u2068\u2069\u200c\u200d")


def draw(template: str, facts: dict[str, Any]) -> bytes:
    """The picture of a template next to this file."""
    files = font_files()
    letters = set("".join(_texts(facts)))
    glyphs, needed = coverage(letters, files)
    shown_facts = _legible(facts, glyphs, str(facts.get("nameless", "")))
    if "qr" in facts:
        shown_facts["qr"] = squares(facts["qr"])
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=sorted({path.parent for path in needed}),
    )
    source = Path(__file__).with_name(f"{template}.typ").read_bytes()
    inputs = {"facts": json.dumps(shown_facts)}
    return typst.compile(source, format="png", ppi=PIXELS, font_paths=fonts, sys_inputs=inputs)


def squares(text: str) -> dict[str, Any]:
    """The QR code of a text: as SVG, and its width in modules including the quiet zone that readers
    need (ISO/IEC 18004: four)."""
    import segno  # noqa: PLC0415 - few pictures have one

    code = segno.make(text, error="m", micro=False)
    svg = BytesIO()
    code.save(svg, kind="svg", border=4, xmldecl=False, dark="#000", light=None)
    return {"svg": svg.getvalue().decode(), "side": code.symbol_size(border=4)[0]}


def font_files() -> list[Path]:
    """The installed fonts, in order of preference."""
    files = []
    for package, pattern in FONTS:
        spec = find_spec(package)
        if spec and spec.origin:
            files += sorted(Path(spec.origin).parent.glob(pattern))[:1]
    return files


def coverage(letters: set[str], files: Iterable[Path]) -> tuple[set[str], list[Path]]:
    """Which of the letters can be shown, and the fonts needed; always the first one."""
    glyphs, needed = set(UNSEEN & letters), list[Path]()
    for path in files:
        rest = {ord(c) for c in letters - glyphs}
        if not rest:
            break
        with path.open("rb") as file:
            characters = {chr(code) for code in _has(file, rest)}
        if characters or not needed:
            needed.append(path)
            glyphs |= characters
    return glyphs, needed


def legible(text: str, glyphs: set[str], nameless: str) -> str:
    """The text without anything that cannot be shown, such as emoji and unknown scripts."""
    visible_text = "".join(c for c in text if c in glyphs)
    if visible_text == text:
        return text
    return " ".join(visible_text.split()) if _readable(visible_text) else nameless


def _readable(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _legible(value: Any, glyphs: set[str], nameless: str) -> Any:
    if isinstance(value, str):
        return legible(value, glyphs, nameless)
    if isinstance(value, dict):
        return {key: _legible(one, glyphs, nameless) for key, one in value.items()}
    if isinstance(value, list):
        return [_legible(one, glyphs, nameless) for one in value]
    return value


def _has(file: BinaryIO, codes: set[int]) -> set[int]:
    """Which of the code points a font has glyphs for: its `cmap`, format 12, else 4 (OpenType)."""
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (tables,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    offsets = {}
    for _ in range(tables):
        tag, _sum, offset, _length = struct.unpack(">4sIII", file.read(16))
        offsets[tag] = offset
    base = offsets[b"cmap"]
    file.seek(base + 2)
    (count,) = struct.unpack(">H", file.read(2))
    places = [struct.unpack(">HHI", file.read(8))[2] for _ in range(count)]
    maps = {}
    for place in places:
        file.seek(base + place)
        (kind,) = struct.unpack(">H", file.read(2))
        maps[kind] = base + place
    if 12 in maps:
        return _segmented_coverage(file, maps[12], codes)
    return _short(file, maps[4], codes) if 4 in maps else set()


def _segmented_coverage(file: BinaryIO, place: int, codes: set[int]) -> set[int]:
    file.seek(place + 12)
    (count,) = struct.unpack(">I", file.read(4))
    groups = struct.iter_unpack(">III", file.read(12 * count))
    ranges = [(first, last) for first, last, _ in groups]
    return _within(ranges, codes)


def _short(file: BinaryIO, place: int, codes: set[int]) -> set[int]:
    file.seek(place + 6)
    (twice,) = struct.unpack(">H", file.read(2))
    file.seek(place + 14)
    ends = struct.unpack(f">{twice // 2}H", file.read(twice))
    file.seek(place + 16 + twice)
    starts = struct.unpack(f">{twice // 2}H", file.read(twice))
    return _within(list(zip(starts, ends, strict=True)), codes)


def _within(ranges: list[tuple[int, int]], codes: set[int]) -> set[int]:
    return {code for code in codes if any(a <= code <= b for a, b in ranges)}


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(sys.argv[1], json.load(sys.stdin)))
