"""What can be undone, by whom, and until when."""
