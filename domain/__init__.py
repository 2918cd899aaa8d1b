"""The scheduling engine and the business rules: plain values and functions, standard library only."""
