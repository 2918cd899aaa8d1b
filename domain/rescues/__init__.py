"""Sessions stranded by leave or changed hours, and what each is offered instead."""
