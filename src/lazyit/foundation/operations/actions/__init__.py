"""What is written about the instance itself."""

from lazyit.foundation.operations.actions.keys import forget_key
from lazyit.foundation.operations.actions.release import begin_release, commit_release
from lazyit.foundation.operations.actions.setup import create_administrator, set_up_instance

__all__ = [
    "begin_release",
    "commit_release",
    "create_administrator",
    "forget_key",
    "set_up_instance",
]
