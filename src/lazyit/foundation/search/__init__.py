"""One search table, written in the same transaction as the record."""
