"""Backups that are proven: made, restored in a throwaway cluster, compared, kept or cleared."""
