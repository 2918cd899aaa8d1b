"""Rescues, the sessions of each, and what became of them."""
