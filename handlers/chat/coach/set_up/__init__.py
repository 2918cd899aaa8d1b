"""A new coach sets up, and can be booked."""
