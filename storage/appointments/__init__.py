"""Appointments and the time that they claim: bookings, groups, holds and offers."""
