"""Django's PostgreSQL, with what this application asks of a connection."""
