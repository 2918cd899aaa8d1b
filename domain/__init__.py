"""The scheduling engine and the business rules: plain values and functions, stdlib only."""
