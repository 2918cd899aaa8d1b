"""Accounts: who signs in over HTTP, and on which device. Loaded on the first use."""
