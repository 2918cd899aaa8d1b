"""Whoever took a step can undo it."""
