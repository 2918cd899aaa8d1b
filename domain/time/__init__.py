"""Spans and zones: the arithmetic of instants, days and clocks."""
