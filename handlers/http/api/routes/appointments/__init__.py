"""One appointment, from its booking to what became of it."""
