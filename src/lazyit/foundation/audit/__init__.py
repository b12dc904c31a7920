"""Append-only history: who, when, what, before and after."""
