"""Sessions that several customers share."""
