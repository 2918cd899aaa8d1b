"""A link as a picture: as wide as phones are, and black squares on white in either light."""

import struct

from handlers.pictures import qr
from handlers.pictures.drawing import PNG
from handlers.pictures.drawn import squares
from handlers.wording.words import words_for

LINK = "https://t.me/coachbook_bot?start=j_" + "0123456789abcdef" * 2


async def test_a_link_is_drawn_with_names_of_any_script() -> None:
    names = "Mia 🎾 محمد 王小明 #panic($x$)"
    picture = await qr.picture(words_for("de"), LINK, names, (names, "t.me/coachbook_bot"))
    assert picture is not None
    assert picture.startswith(PNG)
    width, height = struct.unpack(">II", picture[16:24])
    assert (width, width < height < 1.5 * width) == (1080, True)


def test_each_square_has_room_for_many_pixels() -> None:
    code = squares(LINK)
    assert 1080 // code["side"] >= 20
    assert squares("https://t.me/coachbook_bot?start=c_3")["side"] < code["side"]
