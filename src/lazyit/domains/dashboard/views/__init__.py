"""Pages of the dashboard and the activity."""
