"""Buttons that lead from one conversation into another, and on from notices and cards."""
