"""Background work: durable rows in PostgreSQL, Valkey as the doorbell."""
