"""The pages of the asset register."""
