"""Third-party front-end files: a short list taken from node_modules, and nothing else of it.

htmx comes with django-htmx. The source maps are here because the manifest of static files follows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.core.files.storage import FileSystemStorage, Storage

VENDOR_ASSETS = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "vendor/bootstrap.bundle.min.js.map": "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "vendor/echarts.min.js": "echarts/dist/echarts.min.js",
}


class _VendorStorage(FileSystemStorage):
    """node_modules under the names of VENDOR_ASSETS."""

    def path(self, name: str) -> str:
        return super().path(VENDOR_ASSETS[name])


class VendorFinder(BaseFinder):
    """Finds the files of VENDOR_ASSETS that are installed."""

    def __init__(self, app_names: object = None, *args: Any, **kwargs: Any) -> None:
        self.modules = Path(settings.BASE_DIR) / "node_modules"
        self.storage = _VendorStorage(self.modules)

    def _installed(self, name: str) -> bool:
        return (self.modules / VENDOR_ASSETS[name]).is_file()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        # The production image has the collected files and no node_modules.
        if settings.PRODUCTION or all(map(self._installed, VENDOR_ASSETS)):
            return []
        return [CheckWarning("前端资源没有安装，页面会没有样式；请运行 make assets。", id="config.W001")]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:  # type: ignore[override]
        if path not in VENDOR_ASSETS or not self._installed(path):
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in VENDOR_ASSETS:
            if self._installed(name):
                yield name, self.storage
