"""Data imported from files, and exported as files."""
