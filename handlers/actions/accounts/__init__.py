"""Accounts: who signs in by HTTP, and by which device. Loaded by the first request that asks."""
