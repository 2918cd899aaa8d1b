"""What people type and are called, made fit to be kept, compared and sent."""
