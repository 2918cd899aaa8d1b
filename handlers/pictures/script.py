"""How to draw letters that several languages write differently."""

from typing import Final

# How to draw a name in Chinese characters, by the reader's language.
CJK: Final = {"ja": "JP", "ko": "KR", "zh_Hant": "TC"}
