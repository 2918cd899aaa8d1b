"""Undoing the last step."""
