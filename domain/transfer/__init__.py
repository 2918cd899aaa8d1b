"""Data imported from files, and exported to files."""
