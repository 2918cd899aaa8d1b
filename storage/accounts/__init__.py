"""Accounts of the app: passwords, codes, devices and attempts."""
