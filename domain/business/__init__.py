"""Running the business: its settings, its first run, its figures."""
