"""What can be booked: the catalogue, and what it is made of."""
