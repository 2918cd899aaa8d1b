"""What is free, and why the rest is not."""
