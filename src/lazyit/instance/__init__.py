"""The life of an instance: settings, components, supervisor. Standard library only."""
