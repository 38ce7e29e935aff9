"""The first screen must not wait for device libraries, and drivers know nobody above them."""

import subprocess
import sys

import pytest

HEAVY = ("serial", "escpos", "PIL", "yaml", "qrcode", "barcode", "segno", "usb", "platformdirs")


@pytest.mark.parametrize(
    "module",
    [
        "drivers.scan",
        "drivers.status",
        "drivers.scanners.framing",
        "drivers.scanners.wedge",
        "drivers.scanners.serial_scanner",
        "drivers.scanners.virtual",
        "drivers.printers.document",
        "drivers.printers.worker",
        "drivers.printers.virtual_ways",
        "drivers.printers.paper_png",
        "drivers.printers.transports.serial_line",
        "drivers.drawer",
        "drivers.displays.pole",
        "drivers.displays.virtual",
    ],
)
def test_importing_a_driver_loads_no_device_library(module: str) -> None:
    program = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    program += "; print(*{name.split('.')[0] for name in sys.modules} & {'fallback_pos', 'sync'})"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == []
