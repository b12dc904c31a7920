"""The forms of the asset register's pages."""
