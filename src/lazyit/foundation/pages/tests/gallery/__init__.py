"""A page with every component, for the browser tests alone."""
