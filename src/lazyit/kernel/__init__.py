"""Small things without models that every room uses."""
