"""The person, sign-in, sessions, service accounts and tokens."""
