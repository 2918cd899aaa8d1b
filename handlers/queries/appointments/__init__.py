"""Appointments, for those who may see them."""
