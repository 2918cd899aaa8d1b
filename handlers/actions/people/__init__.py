"""Changes to what the business knows of people: customers, roles, notes, limits."""
