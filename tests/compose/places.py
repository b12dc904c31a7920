"""Where the trial keeps things: everything under var/, which git ignores."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "compose"  # the engine's images and layers, between runs
SEARCHED = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
TRANSCRIPT = ROOT / "docs" / "develop" / "compose-trial.md"
EXAMPLE = ROOT / "docs" / "operate" / "example-containers.md"
