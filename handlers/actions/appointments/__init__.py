"""An appointment begins, is answered, moves, ends, and what each step leaves behind."""
