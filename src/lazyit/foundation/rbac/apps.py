from django.apps import AppConfig


class RbacConfig(AppConfig):
    """The closed permission catalogue, roles, and who may do what."""

    name = "lazyit.foundation.rbac"

    def ready(self) -> None:
        """Declare the audit of permissions."""
        from lazyit.foundation.rbac.activity import register_activity

        register_activity()
