"""The catalogue as the till uses it: look-ups for scans, search for typing, changed over between sales.

Two layers stand over one another, what a person imported and what the agent pulled. The one with the newer prices is
asked first: a file imported during an outage wins over yesterday's pull, and tomorrow's pull wins over the file.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from fallback_pos.domain.money import Currency
from fallback_pos.domain.product import FoundProduct, Product
from fallback_pos.domain.tax import TaxClass
from fallback_pos.errors import TillError
from fallback_pos.storage.catalogue_files import Layer, Pointer, pointer_mark, read_pointer, sealed_files
from fallback_pos.storage.catalogue_layer import CatalogueUnreadable, LayerFacts, OtherCurrency, SealedLayer
from fallback_pos.storage.catalogue_search import search_layers

SEARCH_RESULTS = 20
_MOST_SAMPLING_TRIES_PER_PRODUCT = 20


class Catalogue:
    """Open with `Catalogue.open`. `find`, `by_id` and `reload_if_changed` belong to one thread, `search` to any."""

    def __init__(self, folder: Path, currency: Currency) -> None:
        self._folder = folder
        self._currency = currency
        self._search_lock = threading.Lock()
        self._search_layers: tuple[SealedLayer, ...] = ()
        self._layers: tuple[SealedLayer, ...] = ()
        self._files: tuple[Path, ...] = ()
        self._searched_files: tuple[Path, ...] = ()
        self._faults: tuple[TillError, ...] = ()
        self._mark = pointer_mark(folder)
        self._take_up(read_pointer(folder))

    @classmethod
    def open(cls, folder: Path, currency: Currency) -> Catalogue:
        """The catalogue of a data directory; empty where none was imported or pulled. See `faults` for bad files."""
        return cls(folder, currency)

    @property
    def faults(self) -> tuple[TillError, ...]:
        """Why a layer is missing or older than it should be. Selling goes on with what can be read."""
        return self._faults

    @property
    def layers(self) -> tuple[LayerFacts, ...]:
        """Facts of each layer, in the order in which they are asked."""
        return tuple(layer.facts for layer in self._layers)

    @property
    def prices_as_of(self) -> str | None:
        """Age of the newest layer's prices, ISO 8601 in UTC; None without a catalogue."""
        return self._layers[0].facts.prices_as_of if self._layers else None

    @property
    def tax_classes(self) -> tuple[TaxClass, ...]:
        """The tax classes in use, the first layer's where layers differ."""
        classes = {tax.code: tax for layer in reversed(self._layers) for tax in layer.tax_classes}
        return tuple(classes[code] for code in sorted(classes))

    @property
    def rows(self) -> int:
        """Products in all layers, counted twice where two layers hold the same."""
        return sum(layer.facts.rows for layer in self._layers)

    def age(self, now: datetime) -> timedelta | None:
        """How old the newest prices are at an aware `now`; None without a catalogue."""
        return now - self._layers[0].facts.as_of if self._layers else None

    def find(self, key: str) -> list[FoundProduct]:
        """The product with a lookup key (barcodes/keys.py) in the first layer that has one; an empty list for none.

        Raises CatalogueUnreadable when the disk fails.
        """
        for layer in self._layers:
            found = layer.find(key)
            if found is not None:
                return [found]
        return []

    def by_id(self, product_id: str) -> Product | None:
        """Raises CatalogueUnreadable."""
        for layer in self._layers:
            product = layer.by_id(product_id)
            if product is not None:
                return product
        return None

    def search(self, text: str, limit: int = SEARCH_RESULTS) -> list[Product]:
        """Products by any part of their names, by PLU or by the first digits of a code, the best first.

        From any thread, on a connection of its own. Raises CatalogueUnreadable.
        """
        with self._search_lock:
            return search_layers(self._layers_for_search(), text, limit)

    def sample(self, count: int, choice: random.Random) -> list[FoundProduct]:
        """Products with a code, chosen at random, for simulations. Fewer than `count` where the catalogue is small."""
        chosen: dict[str, FoundProduct] = {}
        for _ in range(count * _MOST_SAMPLING_TRIES_PER_PRODUCT if self.rows else 0):
            layer = choice.choice([layer for layer in self._layers if layer.facts.rows])
            found = layer.by_number(choice.randint(1, layer.facts.rows))
            if found is not None:
                chosen[found.product.id] = found
            if len(chosen) >= count:
                break
        return list(chosen.values())

    def reload_if_changed(self) -> bool:
        """Change over to newly published files. Call between sales; costs one stat when nothing changed.

        A file that cannot be read leaves the layer as it was, with a fault that says so.
        """
        mark = pointer_mark(self._folder)
        if mark == self._mark:
            return False
        self._mark = mark
        self._take_up(read_pointer(self._folder))
        return True

    def close(self) -> None:
        with self._search_lock:
            _close(self._search_layers)
            self._search_layers, self._searched_files = (), ()
        _close(self._layers)
        self._layers, self._files = (), ()

    def _take_up(self, pointer: Pointer | None) -> None:
        """Open what the pointer names, then let go of what was open before."""
        faults: list[TillError] = []
        opened = [layer for names in _names_by_layer(self._folder, pointer) if (layer := self._open(names, faults))]
        opened.sort(key=lambda layer: (layer.facts.as_of, layer.facts.layer is Layer.IMPORTED), reverse=True)
        before, self._layers = self._layers, tuple(opened)
        self._files = tuple(self._folder / layer.facts.file for layer in opened)
        self._faults = tuple(faults)
        _close(before)

    def _open(self, names: Sequence[str], faults: list[TillError]) -> SealedLayer | None:
        """The first file that can be read, current before previous."""
        for name in names:
            try:
                return SealedLayer(self._folder / name, self._currency)
            except (CatalogueUnreadable, OtherCurrency) as fault:
                faults.append(fault)
        return None

    def _layers_for_search(self) -> Sequence[SealedLayer]:
        """The connections of the search, changed over here so that reloading waits for no search."""
        files = self._files
        if files != self._searched_files:
            _close(self._search_layers)
            self._search_layers, self._searched_files = (), ()
            self._search_layers = tuple(SealedLayer(path, self._currency) for path in files)
            self._searched_files = files
        return self._search_layers


def _names_by_layer(folder: Path, pointer: Pointer | None) -> list[list[str]]:
    """For each layer the files to try. Without a readable pointer, every file, the newest first."""
    if pointer is None:
        return [[path.name for path in sealed_files(folder)]]
    current, previous = dict(pointer.current), dict(pointer.previous)
    return [[names[layer] for names in (current, previous) if layer in names] for layer in Layer]


def _close(layers: Sequence[SealedLayer]) -> None:
    for layer in layers:
        layer.close()
