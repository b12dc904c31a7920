"""The only code that writes to the asset register."""
