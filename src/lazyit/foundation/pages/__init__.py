"""Page machinery: shell, components, forms, static sources."""
