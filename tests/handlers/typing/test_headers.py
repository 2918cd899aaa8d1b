"""Column headings as other products and people write them."""

import pytest

from domain.transfer.importing import ImportKind, field_of, kind_of, missing
from handlers.typing import headers

CALENDLY = "Event Type Name,Invitee Name,Invitee Email,Start Date & Time,End Date & Time,Status"
ACUITY = "Start Time,End Time,First Name,Last Name,Phone,Email,Type,Calendar,Price,Notes"
GOOGLE = "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization Name"
OUTLOOK = "First Name,Last Name,E-mail Address,Mobile Phone,Birthday,Home Street"
FRESHA = "Client name,Scheduled date,Time,Team member,Service,Duration,Net price,Status"
GERMAN = "Kunde,Datum,Uhrzeit,Dienstleistung,Mitarbeiter,Preis (EUR),Status,Bemerkung"
PRICES = "Leistung;Dauer in Minuten;Preis brutto;Warengruppe"
STAFF = "Mitarbeitername;E-Mail;Leistungen;Standort"


@pytest.mark.parametrize(
    ("line", "kind", "fields"),
    [
        (CALENDLY, ImportKind.BOOKINGS, "service customer email start end state"),
        (ACUITY, ImportKind.BOOKINGS, "start end first last phone email service coach price note"),
        (GOOGLE, ImportKind.CUSTOMERS, "first last email phone -"),
        (OUTLOOK, ImportKind.CUSTOMERS, "first last email phone - -"),
        (FRESHA, ImportKind.BOOKINGS, "customer day time coach service minutes price state"),
        (GERMAN, ImportKind.BOOKINGS, "customer day time service coach - state note"),
        (PRICES, ImportKind.SERVICES, "service minutes price category"),
        (STAFF, ImportKind.COACHES, "name email services place"),
        ("Name,Ort,Telefon", ImportKind.CUSTOMERS, "name - phone"),
    ],
)
def test_lines_and_columns_are_told_by_their_heads(
    line: str, kind: ImportKind, fields: str
) -> None:
    heads = line.split(";" if ";" in line else ",")
    meant = [headers.meanings(head) for head in heads]
    assert kind_of(meant, ()) is kind
    assert [field_of(kind, one) or "-" for one in meant] == fields.split()
    assert not missing(kind, fields.split())


def test_the_name_of_a_file_tips_the_scale() -> None:
    heads = [headers.meanings(head) for head in ("Name", "E-Mail")]
    assert kind_of(heads, headers.kinds_in("Kunden_2026.csv")) is ImportKind.CUSTOMERS
    assert kind_of(heads, headers.kinds_in("Our staff (old).xlsx")) is ImportKind.COACHES
    assert headers.kinds_in("x") == set()


def test_heads_stand_below_titles_and_blank_lines() -> None:
    rows = [["Exported by X"], [""], ["Name", "Phone"], ["Phone", "+49 30 901820"]]
    assert headers.head_row(rows) == 2
    assert headers.head_row([]) == 0
