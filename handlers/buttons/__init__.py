"""What can be pressed: buttons, their labels and rows, and where they lead."""
