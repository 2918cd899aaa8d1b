"""What somebody may read, in the shape that every door needs."""
