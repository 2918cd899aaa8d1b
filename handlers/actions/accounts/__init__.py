"""Accounts: who signs in over HTTP, and on which device. Loaded by the first request that needs
it."""
