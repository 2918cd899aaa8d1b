"""Who waits for a time, and what they are offered."""
