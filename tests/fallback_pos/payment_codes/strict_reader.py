"""Readers of payment payloads as unforgiving as a bank's app: they share nothing with the builders under test."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import unquote


class NotReadable(Exception):
    pass


def demand(condition: bool, why: str) -> None:
    if not condition:
        raise NotReadable(why)


def read_epc(payload: str) -> dict[str, str]:
    raw = payload.encode()
    demand(len(raw) <= 331, "longer than 331 bytes")
    demand("\r" not in payload, "carriage return")
    lines = payload.split("\n")
    demand(8 <= len(lines) <= 12, f"{len(lines)} lines")
    lines += [""] * (12 - len(lines))
    names = (
        "tag",
        "version",
        "charset",
        "id",
        "bic",
        "name",
        "iban",
        "amount",
        "purpose",
        "structured",
        "text",
        "info",
    )
    read = dict(zip(names, lines, strict=True))
    demand(read["tag"] == "BCD" and read["version"] == "002" and read["id"] == "SCT", "header")
    demand(read["charset"] == "1", "charset")
    demand(1 <= len(read["name"]) <= 70, "name")
    demand(len(read["bic"]) in (0, 8, 11), "BIC")
    demand(read["amount"].startswith("EUR"), "currency")
    whole, point, cents = read["amount"][3:].partition(".")
    demand(point == "." and whole.isdigit() and len(cents) == 2 and cents.isdigit(), "amount form")
    demand(Decimal("0.01") <= Decimal(read["amount"][3:]) <= Decimal("999999999.99"), "amount range")
    demand(not (read["structured"] and read["text"]), "both references")
    demand(len(read["text"]) <= 140 and len(read["structured"]) <= 35, "reference length")
    return read


def crc16(text: str) -> str:
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021) & 0xFFFF if value & 0x8000 else value << 1 & 0xFFFF
    return f"{value:04X}"


def read_fields(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    at = 0
    while at < len(text):
        tag, length = text[at : at + 2], text[at + 2 : at + 4]
        demand(tag.isdigit() and length.isdigit() and len(length) == 2, f"no field at {at}")
        value = text[at + 4 : at + 4 + int(length)]
        demand(len(value) == int(length) and value != "", f"field {tag} is cut off or empty")
        demand(tag not in fields, f"field {tag} twice")
        fields[tag] = value
        at += 4 + int(length)
    return fields


def read_emv(payload: str) -> dict[str, str]:
    demand(payload.isascii() and payload.isprintable(), "not printable ASCII")
    demand(payload[-8:-4] == "6304", "no checksum at the end")
    demand(payload[-4:] == crc16(payload[:-4]), "checksum")
    fields = read_fields(payload)
    demand(list(fields) == sorted(fields), "order of fields")
    demand(next(iter(fields)) == "00" and fields["00"] == "01", "payload format")
    for tag, length in (("52", 4), ("53", 3), ("58", 2)):
        demand(len(fields.get(tag, "")) == length, f"field {tag}")
    demand(any(26 <= int(tag) <= 51 for tag in fields), "no account")
    demand(1 <= len(fields.get("59", "")) <= 25, "name")
    demand(1 <= len(fields.get("60", "")) <= 15, "city")
    demand(len(fields["54"]) <= 13 and Decimal(fields["54"]) > 0, "amount")
    return fields


def read_upi(payload: str) -> dict[str, str]:
    head, _, query = payload.partition("?")
    demand(head == "upi://pay", "scheme")
    demand(payload.isascii() and " " not in payload and "+" not in payload, "characters")
    pairs = [part.split("=") for part in query.split("&")]
    demand(all(len(pair) == 2 and pair[1] for pair in pairs), "empty or broken parameter")
    read = {key: unquote(value) for key, value in pairs}
    demand(len(read) == len(pairs), "parameter twice")
    demand(read["cu"] == "INR" and Decimal(read["am"]) > 0, "amount")
    return read
