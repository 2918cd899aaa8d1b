"""Sessions that leave would strand, and what became of them."""
