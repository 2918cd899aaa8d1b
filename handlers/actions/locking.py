"""What an action reads to change it is locked first, until its transaction ends."""

from domain.appointments.appointment import Appointment
from domain.refusals import NotFound
from storage.appointments import appointments
from storage.transactions import Writer


async def lock_appointment(writer: Writer, appointment_id: int) -> Appointment:
    """The appointment as it is now; nobody else changes it meanwhile. Raises NotFound."""
    appointment = await appointments.by_id(writer, appointment_id, lock=True)
    if appointment is None:
        raise NotFound
    return appointment
