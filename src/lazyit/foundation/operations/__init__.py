"""What the application knows of its own instance."""
