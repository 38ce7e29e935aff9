"""Loading the settings: defaults < the till's own file < a named file < the environment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource

from config.errors import SettingsError
from config.explain import explain
from config.layers import DEFAULTS_FILE, TILL_FILE, EnvironmentLayer, Layer, check_environment, file_layer, merged
from config.settings import ENVIRONMENT_DELIMITER, ENVIRONMENT_PREFIX, Settings
from config.training import training_layers


def load_settings(config_file: Path | None = None, data_dir: Path | None = None) -> Settings:
    """All settings, checked.

    config_file: named by the person who starts the program; it has to exist.
    data_dir: where set-up wrote the till's own file; without that file the till has not been set up, and
        `settings.shop.is_set_up` says so.

    Raises a SettingsError whose sentence names the file, the field and what to write there; `find_problems` gives all.
    """
    return check_layers(_layers(config_file, data_dir))


def find_problems(config_file: Path | None = None, data_dir: Path | None = None) -> list[SettingsError]:
    """Everything that is wrong with the settings; empty when they load."""
    try:
        layers = _layers(config_file, data_dir)
        Settings(**merged(layers))
    except ValidationError as error:
        return _explained(error, layers)
    except SettingsError as error:
        return [error]
    return []


def check_layers(layers: Sequence[Layer]) -> Settings:
    """Settings out of ready layers. Raises SettingsError."""
    try:
        return Settings(**merged(layers))
    except ValidationError as error:
        raise _explained(error, layers)[0] from error


def _layers(config_file: Path | None, data_dir: Path | None) -> list[Layer]:
    layers = [file_layer(DEFAULTS_FILE)]
    till_file = data_dir / TILL_FILE if data_dir else None
    if till_file and till_file.exists():
        layers.append(file_layer(till_file))
    if config_file:
        layers.append(file_layer(config_file))
    layers.append(_environment())
    own = layers[1].content if till_file and till_file.exists() else {}
    return [*layers, *training_layers(own)]


def _environment() -> Layer:
    check_environment(ENVIRONMENT_PREFIX, ENVIRONMENT_DELIMITER, list(Settings.model_fields))
    content = EnvSettingsSource(Settings)()
    return EnvironmentLayer("the environment", content, ENVIRONMENT_PREFIX, ENVIRONMENT_DELIMITER)


def _explained(error: ValidationError, layers: Sequence[Layer]) -> list[SettingsError]:
    return [explain(finding, layers, Settings) for finding in error.errors(include_url=False)]
