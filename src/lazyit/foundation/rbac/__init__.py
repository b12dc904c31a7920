"""The closed permission catalogue, roles, and who may do what."""
