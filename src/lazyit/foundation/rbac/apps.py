from django.apps import AppConfig


class RbacConfig(AppConfig):
    """The closed permission catalogue, roles, and who may do what."""

    name = "lazyit.foundation.rbac"
