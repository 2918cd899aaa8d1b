"""A new coach makes themself bookable."""
