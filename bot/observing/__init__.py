"""What is told to those who watch the process: traces and fault reports."""
