"""The rules for changing a booking."""

from domain.appointments.appointment import Appointment
from domain.services.back_to_back import strictest
from domain.services.catalogue import Catalogue
from domain.services.rules import Rules


def rules_of(catalogue: Catalogue, appointment: Appointment) -> Rules:
    """The current rules of an appointment's service; of several services the strictest."""
    ids = appointment.service_id, *appointment.also
    each = [one.rules for id_ in ids if (one := catalogue.services.get(id_))]
    return strictest(each) if each else Rules()
