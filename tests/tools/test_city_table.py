"""The table of cities is read as it was written."""

import pytest

from handlers.places.gazetteer import Gazetteer, GazetteerEntry
from tools.cities import pack_table


def test_every_name_that_is_written_is_found_again() -> None:
    berlin, paris = (
        GazetteerEntry(f"Europe/{city}", "DE", "", n) for n, city in ((2, "Berlin"), (1, "Paris"))
    )
    rows = [(f"{n:05}", [berlin, paris] if n % 2 else [paris]) for n in range(1500)]
    table = Gazetteer(pack_table(rows))
    assert all(table.find(key) == tuple(entries) for key, entries in rows)
    for absent in ("", "0", "00000x", "01499 ", "99999", "00001\t0"):
        assert table.find(absent) == ()
    with pytest.raises(ValueError, match="no table"):
        Gazetteer(b"something else")
