"""Sessions that several clients share."""
