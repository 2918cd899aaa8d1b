"""What people are told unasked, and how each channel writes it."""
