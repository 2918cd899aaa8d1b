"""Who is signed in where, and which numbers get codes."""
