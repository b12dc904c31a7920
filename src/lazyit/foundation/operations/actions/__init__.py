"""What is written about the instance itself."""

from lazyit.foundation.operations.actions.setup import create_administrator, set_up_instance

__all__ = ["create_administrator", "set_up_instance"]
