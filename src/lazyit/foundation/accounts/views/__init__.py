"""The pages of sign-in, of one's own security, and of service accounts."""
