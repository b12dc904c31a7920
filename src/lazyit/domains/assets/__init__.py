"""Assets, their models, categories, locations and assignments."""
