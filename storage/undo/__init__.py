"""What was before, to go back to: of appointments and of group sessions."""
