"""Backups: made, proven, damaged, pruned, exported, restored."""
