"""What people were told, and how they are reached."""
