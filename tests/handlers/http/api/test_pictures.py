"""Pictures and voices over HTTP: of coaches, of two people to each other, of the chat."""

from domain.messages.notices import NoticeKind
from domain.transfer.kept_files import LARGEST
from storage.messages import outbox
from storage.transfer import kept_files
from tests.handlers.http.api.fetching import fetch, send_head, upload
from tests.handlers.http.api.programs import Api, Program, serve
from tests.house import NOW, House

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
OGG = b"OggS" + bytes(60)


async def test_a_coach_gets_a_picture_that_everybody_sees_and_only_the_team_changes(
    api: Api, house: House, team: Program
) -> None:
    path = f"/coaches/{house.coach.id}/photo"
    none = await fetch(api.stranger, path)

    photo = await upload(team, "PUT", path, JPEG, "image/jpeg")
    seen = await fetch(api.stranger, path)
    again = await fetch(api.stranger, path, headers={"If-None-Match": seen.headers["ETag"]})
    faked = await upload(team, "PUT", path, b"<svg onload=alert(1)>", "image/png")
    other = await upload(team, "PUT", path, b"<svg/>", "image/svg+xml")
    large = await send_head(api, team, "PUT", path, LARGEST + 1, "image/jpeg")
    coach = await upload(await api.of(house.coach_person), "PUT", path, PNG, "image/png")
    customer = await upload(await api.of(house.customer), "PUT", path, PNG, "image/png")
    replaced = await upload(team, "PUT", path, PNG, "image/png")
    newer = await fetch(api.stranger, path)
    gone = await team.delete(path)

    assert none.status == 404
    assert (photo.status, seen.status, seen.content) == (200, 200, JPEG)
    assert seen.headers["Content-Type"] == "image/jpeg"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert seen.headers["Content-Disposition"].startswith("attachment")
    assert again.status == 304
    assert (faked.status, faked.complaints) == (422, {"photo": "invalid"})
    assert (other.status, large) == (415, (413, "BODY_TOO_LARGE"))
    assert (coach.status, coach.code) == (409, "SET_UP_OVER")
    assert (customer.status, customer.code) == (403, "NOT_ALLOWED")
    assert (replaced.status, newer.content) == (200, PNG)
    assert gone.status == 200
    assert (await fetch(api.stranger, path)).status == 404
    await house.database.write(lambda w: kept_files.forget_older(w, before=NOW.replace(day=9)))
    async with house.database.read() as reader:
        assert await reader.fetch("SELECT id FROM kept_files") == []


async def test_pictures_and_voices_go_to_the_other_side_and_to_nobody_else(
    api: Api, house: House, team: Program
) -> None:
    one = await house.book()
    customer, coach = await api.of(house.customer), await api.of(house.coach_person)
    thread = f"/appointments/{one.id}/messages"

    photo = await upload(customer, "POST", f"{thread}/file?caption=My%20knee", PNG, "image/png")
    voice = await upload(coach, "POST", f"{thread}/file", OGG, "audio/ogg")
    odd = await upload(customer, "POST", f"{thread}/file", b"%PDF-1.7", "application/pdf")
    faked = await upload(customer, "POST", f"{thread}/file", b"%PDF-1.7", "audio/ogg")
    stranger = await upload(
        await api.of(house.customers[1]), "POST", f"{thread}/file", PNG, "image/png"
    )
    written = (await coach.get(thread)).data["items"]
    seen = await fetch(coach, f"/messages/{written[1]['id']}/file")
    voice_file = await fetch(customer, f"/messages/{written[0]['id']}/file")

    assert photo.status == voice.status == 201
    assert (odd.status, faked.status, faked.complaints) == (415, 422, {"file": "invalid"})
    assert faked.details["fields"][0]["message"] == "Cannot be taken as it is"
    assert stranger.status == 404
    async with house.database.read() as reader:
        # Nothing is written of what is refused, not even to be taken back.
        [[last]] = await reader.fetch("SELECT last_value FROM kept_files_id_seq")
    assert last == 2
    assert [(m["kind"], m["has_file"], m.get("text")) for m in written] == [
        ("voice", True, None),
        ("photo", True, "My knee"),
    ]
    assert (seen.content, voice_file.content) == (PNG, OGG)
    assert (await fetch(team, f"/messages/{written[0]['id']}/file")).status == 404
    async with house.database.read() as reader:
        facts = await outbox.facts(reader, f"{NoticeKind.MESSAGE}:{written[1]['id']}")
    assert facts is not None
    assert facts["said"]["file_id"].startswith("kept:")


async def test_a_picture_of_the_chat_is_fetched_from_telegram(house: House) -> None:
    names: list[str] = []

    async def at_telegram(name: str, most: int) -> bytes | None:
        names.append(name)
        return JPEG if name == "AgAD" else None

    for name, status in (("AgAD", 200), ("lost", 404)):
        async with house.database.read() as reader:
            await reader.fetch("UPDATE coaches SET photo = $1 RETURNING id", name)
        async with serve(house.database, download=at_telegram) as api:
            path = f"/coaches/{house.coach.id}/photo"
            file = await fetch(api.stranger, path)
            assert file.status == status
            if status == 200:
                tag = file.headers["ETag"]
                assert file.content == JPEG
                again = await fetch(api.stranger, path, headers={"If-None-Match": tag})
                assert again.status == 304
    assert names[0] == "AgAD"
