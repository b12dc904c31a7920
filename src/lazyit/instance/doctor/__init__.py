"""What could be wrong with an instance, as far as it is seen without the application."""
