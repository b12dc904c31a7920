"""Assets as an importable kind: where columns go, what rows mean, how they are written."""
