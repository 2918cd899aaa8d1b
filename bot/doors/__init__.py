"""The doors over HTTP: their socket, and what the API and real time need of the process."""
