"""An appointment begins, is answered, moves and ends, and what each step leaves behind."""
