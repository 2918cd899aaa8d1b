"""Which starts are free, and why the others are not."""
