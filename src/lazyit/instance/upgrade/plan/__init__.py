"""What an upgrade would do, and whether it may: looked at from all sides, nothing written."""

from lazyit.instance.upgrade.plan.making import make
from lazyit.instance.upgrade.plan.parts import Pending, Remark, Target
from lazyit.instance.upgrade.plan.place import Place
from lazyit.instance.upgrade.plan.plan import Plan

__all__ = ["Pending", "Place", "Plan", "Remark", "Target", "make"]
