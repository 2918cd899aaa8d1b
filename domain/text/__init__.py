"""Makes what people type, and their names, fit to store, compare and send."""
