"""The team looks through everybody's bookings."""
