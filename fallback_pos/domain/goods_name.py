"""What goods are called, for sentences: whoever knows no language says the main name, a translator the reader's."""

from __future__ import annotations

from typing import Protocol


class Goods(Protocol):
    """A product, or a line of a cart."""

    @property
    def name(self) -> str: ...

    @property
    def names(self) -> tuple[tuple[str, str], ...]: ...


class GoodsName(str):
    """The main name, as a text; `name_in` gives that of a language ("en", "zh") where the goods have one."""

    names: tuple[tuple[str, str], ...]

    def __new__(cls, name: str, names: tuple[tuple[str, str], ...] = ()) -> GoodsName:
        made = super().__new__(cls, name)
        made.names = names
        return made

    def name_in(self, language: str) -> str:
        return dict(self.names).get(language, str(self))


def goods_name(goods: Goods) -> GoodsName:
    return GoodsName(goods.name, goods.names)
