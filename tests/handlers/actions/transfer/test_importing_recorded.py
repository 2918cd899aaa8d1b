"""What the audit log says of what a file has added, and whom no file makes a coach."""

from domain.transfer.importing import ImportRowState
from storage import audit
from storage.people import people
from storage.services import catalogue
from tests.handlers.actions.file_imports import appointed, faults, whole
from tests.house import NOW, House

SERVICES = "Treatment;Duration;Price;Group\nCut;0:45;25,50 €;Hair\n"
COACHES = "Employee name,Services,Time zone,Place\nKim Lee,Cut,Europe/London,Oak Lane 1\n"


async def test_a_line_of_the_log_says_all_that_came_in(house: House) -> None:
    admin = await appointed(house, house.customers[1])
    await whole(house, admin, SERVICES.encode())
    await whole(house, admin, COACHES.encode())

    async with house.database.read() as reader:
        offered = await catalogue.load(reader)
        cut = next(one for one in offered.services.values() if one.title == "Cut")
        kim = next(one for one in offered.coaches.values() if one.name == "Kim Lee")
        [of_service] = await audit.of(reader, "service", cut.id)
        [of_coach] = await audit.of(reader, "coach", kim.id)
    assert of_service.action == "import_service"
    assert of_service.after == {
        "title": "Cut",
        "minutes": 45,
        "price": {"minor": 2550, "currency": "EUR"},
        "category": "Hair",
        "description": None,
        "buffer_before": 0,
        "buffer_after": 0,
        "capacity": 1,
        "hidden": False,
        "position": cut.position,
    }
    assert of_coach.action == "import_coach"
    assert of_coach.after == {
        "name": "Kim Lee",
        "zone": "Europe/London",
        "place": "Oak Lane 1",
        "services": [cut.id],
        "person": kim.person_id,
    }


async def test_nobody_who_is_blocked_comes_in_as_a_coach(house: House) -> None:
    admin = await appointed(house, house.customers[1])
    lena = await house.database.write(lambda w: people.add(w, "Lena Lee", None, NOW))
    await house.database.write(lambda w: people.set_blocked(w, lena.id, NOW, None))

    done = await whole(house, admin, b"Employee name,Services,Time zone\nLena Lee,,\nBo Ode,,\n")

    assert done.counts == {ImportRowState.ADDED: 1, ImportRowState.WRONG: 1}
    assert await faults(house, done.id) == [(2, "name", "blocked")]
