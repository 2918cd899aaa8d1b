"""Clients, users and oneself over HTTP."""

from typing import get_args

from domain.programs.scopes import EVERYTHING
from domain.roles import ASSIGNABLE, Role
from handlers.http.api.routes.people.people_shapes import GivenRole, RoleName
from tests.handlers.http.api.programs import Api, Program
from tests.house import House

ME_TOO = {"name": "Nora Falk", "phone": "+49 30 901820", "email": "Nora@Example.com"}


async def test_a_coach_writes_down_clients_and_notes_that_nobody_else_reads(
    api: Api, house: House, team: Program
) -> None:
    coach, customer = await api.of(house.coach_person), await api.of(house.customer)
    booked = await house.book()

    client = await coach.post("/clients", {"name": "Nora"})
    matches = await coach.get("/clients", params={"search": "nora"})
    listed = await coach.get("/clients")
    note = f"/appointments/{booked.id}/client-note"
    written = await coach.put(note, {"text": "Left knee."})
    more = await coach.put(note, {"text": "Since May.", "more": True})

    assert client.status == 201
    assert [one["id"] for one in matches.data["items"]] == [client.data["id"]]
    assert len(listed.data["items"]) == 2
    assert (written.data["text"], more.data["text"]) == ("Left knee.", "Left knee.\nSince May.")
    assert (await team.get(note)).status == 403
    assert (await customer.get(note)).status == 403
    assert "text" not in (await coach.delete(note)).data
    assert (await customer.get("/clients")).code == "NOT_ALLOWED"
    assert (await customer.post("/clients", {"name": "Nora"})).code == "NOT_ALLOWED"
    stranger = house.customers[2]
    assert (await coach.get(f"/clients/{stranger.id}")).status == 404
    assert (await coach.put(f"/clients/{stranger.id}", {"name": "X"})).status == 404


async def test_the_team_finds_and_changes_who_does_not_come_by_themselves(
    house: House, team: Program
) -> None:
    client = await team.post("/clients", ME_TOO)
    again = await team.post("/clients", ME_TOO)
    path = f"/clients/{client.data['id']}"
    read = await team.get(path)
    tag = {"If-Match": read.headers["ETag"]}

    changed = await team.put(path, {"name": "Nora F.", "phone": None}, headers=tag)

    assert client.status == again.status == 201
    assert ("known" in client.data, again.data["known"]) == (True, True)
    assert read.data["phones"] == ["+4930901820"]
    assert read.data["emails"] == ["nora@example.com"]
    assert (changed.data["name"], changed.data["coming"]) == ("Nora F.", 0)
    assert "phones" not in changed.data
    assert (await team.put(path, {"name": "X"}, headers=tag)).code == "CHANGED_MEANWHILE"
    assert (await team.put(f"/clients/{house.customer.id}", {"name": "X"})).code == "NOT_ALLOWED"
    for body, field in (({"name": "A"}, "email"), ({"name": "A", "phone": "12"}, "phone")):
        assert (await team.post("/clients", body)).complaints == {field: "invalid"}
    assert (await team.get("/clients/999999")).status == 404


async def test_people_are_listed_page_by_page_and_found(house: House, team: Program) -> None:
    seen: list[int] = []
    params = {"limit": "2"}
    while True:
        page = await team.get("/users", params=params)
        seen += [one["id"] for one in page.data["items"]]
        if "next" not in page.data:
            break
        params["cursor"] = page.data["next"]

    assert seen == sorted(seen, reverse=True)
    assert {one.id for one in house.customers} < set(seen)
    matches = await team.get("/users", params={"search": f"#{house.customer.id}"})
    assert matches.data["items"][0]["id"] == house.customer.id
    assert (await team.get("/users", params={"cursor": "nonsense"})).status == 400
    assert [one["name"] for one in (await team.get("/team")).data["items"]] == ["Alex"]


async def test_somebody_is_blocked_limited_forgiven_and_given_a_role(
    api: Api, house: House, team: Program
) -> None:
    booked = await house.book()
    customer = await api.of(house.customer)
    path = f"/users/{house.customer.id}"

    look = await team.get(f"{path}/block")
    stale = await team.post(f"{path}/block", {"cancels": True, "seen": 7})
    done = await team.post(
        f"//admin{path}/block",
        {"cancels": True, "seen": look.data["seen"], "minutes": 1440, "reason": "Rude."},
    )
    blocked = await team.get(path)

    assert look.data["appointment_ids"] == [booked.id]
    assert (stale.status, stale.code) == (409, "BLOCK_CHANGED")
    assert done.data["cancelled"] == 1
    assert blocked.data["blocked"]["reason"] == "Rude."
    assert (await customer.get("/me")).code == "BLOCKED_PERSON"
    assert [one["id"] for one in (await team.get("/blocked-users")).data["items"]] == [
        house.customer.id
    ]
    assert "blocked" not in (await team.delete(f"{path}/block")).data
    limited = await team.put(f"{path}/limits", {"most_open": 2, "by_hand": True})
    assert limited.data["limits"] == {"most_open": 2, "by_hand": True}
    assert (await customer.get("/me")).data["most_open"] == 2
    assert (await team.post(f"{path}/forgive")).status == 200
    raised = await team.put(f"{path}/role", {"role": "manager"})
    assert raised.data["roles"] == ["customer", "manager"]
    assert (await customer.put(f"{path}/role", {"role": "admin"})).code == "NOT_ALLOWED"
    other = house.customers[1].id
    pair = await team.get(f"{path}/merge/{other}")
    assert pair.data["apart"] == "TWO_CHATS"
    merge = {"other_id": other, "seen": pair.data["seen"]}
    assert (await team.post(f"{path}/merge", merge)).code == "TWO_CHATS"


async def test_the_team_writes_down_what_the_person_does_not_read(
    api: Api, house: House, team: Program
) -> None:
    path = f"/users/{house.customer.id}/note"

    nothing = await team.get(path)
    written = await team.put(path, {"text": "Pays late.", "seen": nothing.data["seen"]})
    stale = await team.put(path, {"text": "Pays.", "seen": nothing.data["seen"]})
    more = await team.put(path, {"text": "Since May.", "more": True})

    assert nothing.data == {"seen": 0}
    assert (written.data["text"], written.data["author"]) == ("Pays late.", "Alex")
    assert (stale.status, stale.code) == (409, "NOTE_CHANGED")
    assert more.data["text"] == "Pays late.\nSince May."
    for one in (house.customer, house.coach_person):
        assert (await (await api.of(one)).get(path)).code == "NOT_ALLOWED"
    assert (await team.delete(path)).data == (await team.get(path)).data == {"seen": 0}
    assert (await team.get("/users/999999/note")).status == 404
    assert (await team.put(path, {"text": "\u200b"})).complaints == {"text": "invalid"}


async def test_one_says_how_one_is_spoken_to_and_may_go(api: Api, house: House) -> None:
    customer = await api.of(house.customer, EVERYTHING)
    booked = await house.book()
    wanted = {
        "language": "de",
        "zone": "Asia/Calcutta",
        "news": False,
        "quiet": {"start": "22:00", "end": "07:00"},
    }

    changed = await customer.put("/me", wanted)
    going = await customer.get("/me/erasing")

    assert (changed.data["language"], changed.data["news"]) == ("de", False)
    assert changed.data["quiet"] == wanted["quiet"]
    for body in (
        {"zone": "Mars/Olympus"},
        {"email": "nobody"},
        {"language": "xx"},
        {"quiet": {"start": "07:00", "end": "07:00"}},
    ):
        assert (await customer.put("/me", body)).status == 422, body
    assert (await customer.put("/me", {"name": "New"})).code == "NOT_ALLOWED"
    assert "quiet" not in (await customer.put("/me", {"quiet": None})).data
    assert [one["appointment_id"] for one in (await customer.get("/me/visits")).data["items"]] == [
        booked.id
    ]
    assert going.data["appointment_ids"] == [booked.id]
    assert (await (await api.of(house.customer)).delete("/me")).code == "SCOPE_MISSING"
    assert (await customer.delete("/me")).data == {"cancelled": 1}


async def test_a_path_may_have_anything_in_it(api: Api) -> None:
    answer = await api.stranger.get("/clients/a%0Ab")

    assert (answer.status, answer.code) == (401, "NOT_SIGNED_IN")


def test_the_api_names_the_roles_there_are_and_gives_those_that_can_be_given() -> None:
    assert get_args(RoleName) == tuple(Role)
    assert get_args(GivenRole) == ASSIGNABLE
