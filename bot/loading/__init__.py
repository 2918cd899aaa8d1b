"""How modules are loaded, so that the process holds what it uses."""
