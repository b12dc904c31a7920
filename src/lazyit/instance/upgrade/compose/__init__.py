"""Upgrades of an instance of containers, driven from its checkout on the host."""
