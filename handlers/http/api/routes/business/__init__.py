"""Running the business: settings, figures, the audit log, what needs an admin."""
