"""The present, how much of it passes, and what is called when."""
