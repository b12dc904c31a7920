"""What happens to a person across areas; the person's row itself is written by accounts."""
