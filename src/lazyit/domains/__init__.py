"""One application an area; later ones use earlier ones, never back."""
