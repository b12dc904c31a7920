"""What everybody sees first: how things stand, what needs attention, what was done."""
