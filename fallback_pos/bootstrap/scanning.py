"""From settings to the scanners on serial lines, and the timing of those that type."""

from __future__ import annotations

from collections.abc import Callable

from config.sections.devices import SerialSettings as SerialSection
from config.settings import Settings
from drivers.scan import Scan
from drivers.scanners.framing import FramingSettings, ScanFault
from drivers.scanners.serial_scanner import SerialScanner, SerialScannerSettings
from drivers.scanners.wedge import WedgeSettings
from drivers.serial_line import SerialSettings
from drivers.status import DeviceStatus


def make_scanners(
    settings: Settings,
    on_scan: Callable[[Scan], None],
    on_status: Callable[[DeviceStatus], None],
    on_fault: Callable[[ScanFault], None],
) -> list[SerialScanner]:
    """A reader for each scanner, not yet started. Raises WrongSetting."""
    return [
        SerialScanner(
            SerialScannerSettings(
                name=section.name,
                line=serial_line(section.line),
                framing=FramingSettings(
                    prefix=section.prefix.encode(),
                    suffix=section.suffix.encode(),
                    idle_timeout_seconds=section.idle_timeout_seconds,
                    encoding=section.encoding,
                ),
            ),
            on_scan,
            on_status,
            on_fault,
        )
        for section in settings.devices.scanners
    ]


def wedge_settings(settings: Settings) -> WedgeSettings:
    """Raises WrongSetting."""
    section = settings.devices.keyboard_scanner
    return WedgeSettings(
        minimum_characters=section.minimum_characters,
        maximum_gap_seconds=section.maximum_gap_seconds,
        silence_seconds=section.silence_seconds,
        framing=FramingSettings(prefix=section.prefix.encode(), suffix=section.suffix.encode()),
    )


def serial_line(section: SerialSection) -> SerialSettings:
    return SerialSettings(
        port=section.port,
        baud_rate=section.baud_rate,
        data_bits=section.data_bits,
        parity=section.parity,
        stop_bits=section.stop_bits,
        hardware_flow_control=section.hardware_flow_control,
    )
