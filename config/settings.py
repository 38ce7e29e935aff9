"""All settings of a till, one section each."""

from __future__ import annotations

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from config.sections.agent import AgentSettings
from config.sections.alarms import AlarmsSettings
from config.sections.barcodes import BarcodesSettings
from config.sections.cash import CashSettings
from config.sections.catalogue import CatalogueSettings
from config.sections.central import CentralSettings
from config.sections.checkout import CheckoutSettings
from config.sections.devices import DevicesSettings
from config.sections.paper import PaperSettings
from config.sections.paths import PathsSettings
from config.sections.permissions import PermissionsSettings
from config.sections.reconciliation import ReconciliationSettings
from config.sections.screen import ScreenSettings
from config.sections.shift import ShiftSettings
from config.sections.shop import ShopSettings
from config.sections.sign_in import SignInSettings
from config.sections.tax import TaxSettings
from config.sections.tenders import TendersSettings

ENVIRONMENT_PREFIX = "FALLBACK_POS_"
ENVIRONMENT_DELIMITER = "__"


class Settings(BaseSettings):
    """Every setting. Made by `config.loader.load_settings`, which merges the files and the environment."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter=ENVIRONMENT_DELIMITER,
    )

    shop: ShopSettings
    """Shop and till."""
    tax: TaxSettings
    """Tax."""
    cash: CashSettings
    """Cash."""
    tenders: TendersSettings
    """Tenders."""
    permissions: PermissionsSettings
    """Who may do what."""
    barcodes: BarcodesSettings
    """In-store labels and scanner options."""
    checkout: CheckoutSettings
    """Scanning and selling."""
    shift: ShiftSettings
    """Shifts."""
    reconciliation: ReconciliationSettings
    """Statements of banks and providers."""
    paper: PaperSettings
    """Vouchers written by hand."""
    alarms: AlarmsSettings
    """Limits that a manager hears of."""
    sign_in: SignInSettings
    """PINs and lock-outs."""
    catalogue: CatalogueSettings
    """Products and prices."""
    devices: DevicesSettings
    """Printer, drawer, scanners, display."""
    central: CentralSettings
    """Replay."""
    agent: AgentSettings
    """The agent."""
    screen: ScreenSettings
    """The terminal program."""
    paths: PathsSettings
    """Folders."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the loader has merged: it knows which file a value came from."""
        return (init_settings,)
