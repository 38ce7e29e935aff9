"""python-escpos, contained.

Version 3.1 unpickles its capabilities from a temporary directory that it makes and forgets, puts a handler on the root
logger, and prints to standard output from `barcode()` and `image()`; each would spoil a terminal program. Here it is
imported once, lazily, with a private directory and the root logger left alone; the two printing methods are only
reached where they cannot print.
"""

import importlib.util
import logging
import os
import pickle
import platform
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivers.printers.profiles import PrinterProfile

if TYPE_CHECKING:
    from escpos.printer import Dummy

_PICKLE_DIRECTORY_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_import_lock = threading.Lock()


def new_renderer(profile: PrinterProfile) -> "Dummy":
    """A python-escpos printer that only collects bytes, with the code pages and width of `profile`."""
    _import_contained()
    from escpos.capabilities import Profile
    from escpos.printer import Dummy

    described: Any = Profile(columns=profile.columns)
    described.profile_data = {
        "name": profile.name,
        "codePages": {str(page.number): page.name for page in profile.code_pages},
        "fonts": {"0": {"columns": profile.columns, "name": "Font A"}},
        "media": {"dpi": 203, "width": {"pixels": profile.dots_width, "mm": 72}},
        "features": {},
    }
    return Dummy(profile=described)


def _import_contained() -> None:
    with _import_lock:
        if "escpos.printer" in sys.modules:
            return
        cached = _cached_pickle()
        if cached and _is_fresh(cached):
            try:
                _import_from(cached.parent)
                return
            except (EOFError, OSError, ValueError, AttributeError, pickle.UnpicklingError):
                cached.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="fallback-pos-escpos-") as own:
            _import_from(Path(own))
            if cached:
                _keep(Path(own) / cached.name, cached)


def _import_from(directory: Path) -> None:
    """Import python-escpos with its pickle in `directory` and without its side effects on the process."""
    kept_mkdtemp, kept_variable = tempfile.mkdtemp, os.environ.get(_PICKLE_DIRECTORY_VARIABLE)
    importer = threading.get_ident()

    def mkdtemp(*args: Any, **kwargs: Any) -> str:
        # The library makes a directory even when it was given one; only its own call is answered from here.
        if threading.get_ident() == importer and not args and not kwargs:
            return str(directory)
        made: str = kept_mkdtemp(*args, **kwargs)
        return made

    guard = logging.NullHandler()
    logging.root.addHandler(guard)  # basicConfig() leaves a root logger alone that has a handler
    os.environ[_PICKLE_DIRECTORY_VARIABLE] = str(directory)
    tempfile.mkdtemp = mkdtemp  # type: ignore[assignment]
    try:
        import escpos.printer  # noqa: F401
    finally:
        tempfile.mkdtemp = kept_mkdtemp
        logging.root.removeHandler(guard)
        if kept_variable is None:
            os.environ.pop(_PICKLE_DIRECTORY_VARIABLE, None)
        else:
            os.environ[_PICKLE_DIRECTORY_VARIABLE] = kept_variable


def _cached_pickle() -> Path | None:
    """Where the library's pickle is kept between runs: a directory that only this user may write, because what lies
    there is unpickled. None where there is no such place."""
    from platformdirs import user_cache_path

    try:
        directory = user_cache_path("fallback-pos") / "escpos"
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        directory.chmod(0o700)
        if hasattr(os, "getuid") and directory.stat().st_uid != os.getuid():
            return None
    except OSError:
        return None
    return directory / f"{platform.python_version()}.capabilities.pickle"


def _is_fresh(pickled: Path) -> bool:
    """True when the library would read `pickled` rather than write it again in place, under another reader's eyes."""
    found = importlib.util.find_spec("escpos")
    if found is None or found.origin is None:
        return False
    try:
        return pickled.stat().st_mtime > (Path(found.origin).parent / "capabilities.json").stat().st_mtime
    except OSError:
        return False


def _keep(made: Path, cached: Path) -> None:
    """Put a complete pickle into the cache in one step: another process may be starting at the same time."""
    try:
        unfinished = cached.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(made.read_bytes())
        unfinished.replace(cached)
    except OSError:
        return
