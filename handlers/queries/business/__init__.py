"""The business at a glance: figures, audit log, settings, files."""
