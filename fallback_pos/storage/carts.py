"""Open and parked carts in till.db."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection

from fallback_pos.domain.cart import Cart, CartLine
from fallback_pos.domain.cart_text import cart_from_text, cart_to_text, line_to_text
from fallback_pos.domain.clock import Instant
from fallback_pos.storage.till_state import TillState


@dataclass(frozen=True, slots=True)
class SavedCart:
    """A cart as it was saved; `unreadable` holds the reason where this version cannot read it."""

    id: str
    name: str | None
    saved_at: str
    cart: Cart | None
    unreadable: str | None = None


class CartKeeper:
    """Saves carts as they change. `save` does not wait; `save_durably` returns when the cart is on the disk.

    A cart is a value, so it is put into words on the file's own thread: a scan does not wait for that either.
    """

    def __init__(self, state: TillState) -> None:
        self._state = state
        self._line_texts: dict[int, tuple[CartLine, str]] = {}
        self._newest: dict[str, Cart] = {}
        self._newest_lock = threading.Lock()

    def save(self, cart: Cart) -> None:
        """A cart that changes again before its turn came is written once, as it is then."""
        with self._newest_lock:
            waits = cart.id in self._newest
            self._newest[cart.id] = cart
        if not waits:
            self._state.submit(lambda connection: self._put_newest(connection, cart.id))

    def save_durably(self, cart: Cart) -> None:
        """Raises TillStateNotWritten."""
        self._state.durably(lambda connection: _put(connection, cart, self._text(cart)))

    def held_back(self) -> AbstractContextManager[None]:
        """Save nothing for the moment: a commit is going on."""
        return self._state.held_back()

    def drop(self, cart_id: str) -> None:
        self._state.submit(lambda connection: connection.exec_driver_sql("DELETE FROM cart WHERE id = ?", (cart_id,)))

    def park_unread(self, cart_id: str, name: str) -> None:
        """Put an open cart aside as it is, because this version cannot read it."""
        statement = "UPDATE cart SET state = 'parked', name = ? WHERE id = ?"
        self._state.submit(lambda connection: connection.exec_driver_sql(statement, (name, cart_id)))

    def open_carts(self) -> list[SavedCart]:
        return self._list("open")

    def parked(self) -> list[SavedCart]:
        return self._list("parked")

    def _put_newest(self, connection: Connection, cart_id: str) -> None:
        with self._newest_lock:
            cart = self._newest.pop(cart_id)
        _put(connection, cart, self._text(cart))

    def _text(self, cart: Cart) -> str:
        """The cart's text, on the file's thread; lines that are the same objects as at the last save keep theirs."""
        known, self._line_texts = self._line_texts, {}
        texts: list[str] = []
        for line in cart.lines:
            before = known.get(id(line))
            text = before[1] if before is not None and before[0] is line else line_to_text(line)
            self._line_texts[id(line)] = (line, text)
            texts.append(text)
        return cart_to_text(cart, texts)

    def _list(self, state: str) -> list[SavedCart]:
        rows = self._state.ask(
            lambda connection: connection.exec_driver_sql(
                "SELECT id, name, saved_at, content FROM cart WHERE state = ? ORDER BY saved_at, id", (state,)
            ).fetchall()
        )
        return [_read(*row) for row in rows]


def _put(connection: Connection, cart: Cart, text: str) -> None:
    connection.exec_driver_sql(
        "INSERT INTO cart (id, state, name, saved_at, content) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET state = excluded.state, name = excluded.name, "
        "saved_at = excluded.saved_at, content = excluded.content",
        (cart.id, "open" if cart.parked_as is None else "parked", cart.parked_as, Instant.now().text, text),
    )


def _read(cart_id: str, name: str | None, saved_at: str, text: str) -> SavedCart:
    try:
        return SavedCart(cart_id, name, saved_at, cart_from_text(text))
    except ValueError as error:
        return SavedCart(cart_id, name, saved_at, None, unreadable=str(error))
