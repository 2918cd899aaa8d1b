"""What every conversation runs in; it knows none of them."""
