"""Moving an instance to another version, with a way back at every moment."""
