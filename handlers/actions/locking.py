"""What an action reads to change it is locked first, until its transaction ends."""

from domain.appointments.appointment import Appointment
from domain.refusals import NotFound
from domain.roles import Actor
from storage.appointments import appointments
from storage.people import merging
from storage.people.people import Person
from storage.transactions import Writer


async def lock_appointment(writer: Writer, appointment_id: int) -> Appointment:
    """The appointment as it is now; nobody else changes it meanwhile. Raises NotFound."""
    appointment = await appointments.by_id(writer, appointment_id, lock=True)
    if appointment is None:
        raise NotFound
    return appointment


async def lock_own_appointment(writer: Writer, appointment_id: int, actor: Actor) -> Appointment:
    """The same for its customer. Raises NotFound also for anybody else."""
    appointment = await lock_appointment(writer, appointment_id)
    if appointment.customer_id != actor.person_id:
        raise NotFound
    return appointment


async def lock_person(writer: Writer, person_id: int) -> Person:
    """The person that this record is part of now; as above. Raises NotFound, also for anyone
    erased."""
    person = await merging.lock(writer, person_id)
    if person is None:
        raise NotFound
    return person
