"""How letters are drawn that several languages write in their own way."""

from typing import Final

# How a name of Chinese characters is drawn, by the reader's language.
CJK: Final = {"ja": "JP", "ko": "KR", "zh_Hant": "TC"}
