"""Sessions that repeat: their rows, and drafts of them."""
