"""What the business knows of people, and what it may do about them."""
