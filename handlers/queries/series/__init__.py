"""Sessions that repeat, and plans of them."""
