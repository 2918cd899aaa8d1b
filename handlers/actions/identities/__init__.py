"""Somebody shows that a number or an address is theirs."""
