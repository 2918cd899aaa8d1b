"""Running the business: its settings, its first run, its reports, and what the clock does."""
