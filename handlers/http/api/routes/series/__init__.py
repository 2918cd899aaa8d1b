"""Sessions that repeat."""
