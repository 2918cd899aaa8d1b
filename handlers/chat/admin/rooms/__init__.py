"""`/rooms`: rooms and equipment, their hours and what is in them."""
