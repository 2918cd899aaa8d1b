"""People prove that a number or an address is theirs."""
