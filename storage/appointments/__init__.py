"""Appointments and the time that they claim: bookings, groups, series, holds and offers."""
