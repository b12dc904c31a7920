"""How passwords are stored and which are accepted."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane (OWASP's second recommended setting)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
