"""Who waits for a time, and what they were offered."""
