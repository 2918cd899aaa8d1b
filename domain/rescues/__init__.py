"""Sessions that leave or other hours would strand, and what each is offered instead."""
