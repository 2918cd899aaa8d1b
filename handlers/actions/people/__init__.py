"""What the business knows of people is changed: customers, roles, notes, limits."""
