"""Accounts of the app: passwords, codes, devices and what was tried with them."""
