"""Bodies and cursors meant to keep us busy, or to make us stumble: each is refused with little
work."""

import json
from base64 import b64encode
from typing import Any

import pytest

from handlers.http.api import cursors, reading
from handlers.http.api.reading import MOST_COMPLAINTS, MOST_OF_STRANGERS, parse_body
from handlers.http.api.request_faults import FieldFault, Unacceptable
from handlers.http.api.routes.accounts.auth_shapes import Credentials
from handlers.http.api.routes.appointments.appointment_shapes import NewAppointment
from tests.handlers.http.api.programs import Api
from tests.house import House

NUL = '"\\u0000"'


@pytest.mark.parametrize("depth", [300, 600, 900, 100_000])
@pytest.mark.parametrize("inner", [NUL, "1"])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_however_deep_it_is_nested_it_is_refused(
    depth: int, inner: str, opened: str, closed: str
) -> None:
    nested = opened * depth + inner + closed * depth
    for raw in (nested, f'{{"email": {nested}}}'):
        with pytest.raises(Unacceptable) as refused:
            parse_body(raw.encode(), Credentials)
        assert refused.value.status in (400, 422)
        assert len(str(refused.value.details)) < 2_000


@pytest.mark.parametrize(
    "raw",
    [
        '{"answers": [' + ",".join(["{}"] * 200_000) + "]}",
        '{"answers": [' + ",".join([NUL] * 100_000) + "]}",
        "{" + ",".join(f'"{nr}": 1' for nr in range(80_000)) + "}",
    ],
    ids=["items", "U+0000", "fields"],
)
def test_no_more_is_looked_for_than_is_told(raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = []

    def fault(**facts: str) -> FieldFault:
        faults.append(facts)
        return FieldFault(**facts)

    monkeypatch.setattr(reading, "FieldFault", fault)
    with pytest.raises(Unacceptable) as refused:
        parse_body(raw.encode(), NewAppointment)

    assert refused.value.details is not None
    assert len(refused.value.details["fields"]) == MOST_COMPLAINTS
    assert len(faults) <= 2 * MOST_COMPLAINTS


async def test_who_is_not_known_may_send_little(api: Api, house: House) -> None:
    customer = await api.of(house.customer)
    body = {"note": "x" * MOST_OF_STRANGERS}

    stranger = await api.stranger.post("/auth/login", body)
    known = await customer.post("/appointments", body)

    assert (stranger.status, stranger.details) == (413, {"most": MOST_OF_STRANGERS})
    assert (known.status, known.code) == (422, "INVALID_REQUEST")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (2**63, int),
        ([1, -(10**30)], tuple[int, int]),
        (["a\0", 1], tuple[str, int]),
        ({"name": "a\0"}, dict[str, str]),
        ("[" * 290, Any),
    ],
)
def test_a_cursor_leads_to_what_there_may_be(place: Any, kind: Any) -> None:
    forged = b64encode(place.encode() if kind is Any else json.dumps(place).encode()).decode()

    with pytest.raises(Unacceptable) as refused:
        cursors.decode_cursor(forged, kind)

    assert refused.value.status == 400
    assert cursors.decode_cursor(cursors.encode_cursor((1, "ü")), tuple[int, str]) == (1, "ü")
