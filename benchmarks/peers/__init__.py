"""Bots that do the least a bot can do, each written as its library's documentation shows."""
