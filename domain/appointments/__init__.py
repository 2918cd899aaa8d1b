"""The life of an appointment, from the request to what became of it."""
