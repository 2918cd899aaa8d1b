"""A coach books for a customer."""
