"""The conversations of customers."""
