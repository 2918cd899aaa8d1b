"""Places in the world and their time zones, as people write them."""
