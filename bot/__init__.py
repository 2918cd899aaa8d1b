"""The process: settings, life cycle, command line, transport, intake, delivery, playground."""
