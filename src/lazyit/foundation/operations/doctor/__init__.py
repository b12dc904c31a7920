"""What could be wrong with an instance, as only its application can see it."""

from lazyit.foundation.operations.doctor.examination import examine

__all__ = ["examine"]
