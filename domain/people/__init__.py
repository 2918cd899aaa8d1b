"""What the business knows about people, and what it may do about them."""
