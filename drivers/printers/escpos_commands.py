"""The grammar of ESC/POS: how long each command is, and its small tables. Source: Epson's ESC/POS command reference."""

import re

from drivers.printers.paper import PaperAlign, PaperImage

# ESC t numbers to codecs of the standard library, for the tables that Epson and its clones agree on.
CODE_TABLES = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    14: "cp737",
    15: "iso8859-7",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    21: "cp874",
    32: "cp720",
    33: "cp775",
    34: "cp855",
    35: "cp861",
    36: "cp862",
    38: "cp869",
    39: "iso8859-2",
    40: "iso8859-15",
    45: "cp1250",
    46: "cp1251",
    47: "cp1253",
    48: "cp1254",
    49: "cp1255",
    50: "cp1256",
    51: "cp1257",
    52: "cp1258",
}
BARCODE_NAMES = {
    0: "UPC-A",
    1: "UPC-E",
    2: "EAN13",
    3: "EAN8",
    4: "CODE39",
    5: "ITF",
    6: "CODABAR",
    65: "UPC-A",
    66: "UPC-E",
    67: "EAN13",
    68: "EAN8",
    69: "CODE39",
    70: "ITF",
    71: "CODABAR",
    72: "CODE93",
    73: "CODE128",
    74: "GS1-128",
}
# Whole length in bytes of the commands that always have the same.
_ESC_LENGTHS = {
    **dict.fromkeys(b"@2imLSv<", 2),
    **dict.fromkeys(b"taEG!-dJMeR3{Vr= TUu%?K", 3),
    **dict.fromkeys(b"$\\c", 4),
    ord("p"): 5,
    ord("W"): 10,
}
_GS_LENGTHS = {
    **dict.fromkeys(b":c", 2),
    **dict.fromkeys(b"!BHhwfrIaTb/", 3),
    **dict.fromkeys(b"LWP$\\", 4),
    ord("^"): 5,
}
_FS_LENGTHS = {**dict.fromkeys(b"&.", 2), **dict.fromkeys(b"!W-C", 3), ord("S"): 4, ord("p"): 4}
_LONGEST_DATA_BYTES = 4_000_000


class NeedMore(Exception):
    """The command is not complete yet."""


def command_length(data: bytes | bytearray) -> int | None:
    """Length in bytes of the command at the beginning of `data`, None when it is no known command.

    Raises NeedMore while too little has arrived to know, or to have it whole."""
    length = _announced_length(data)
    if length is not None and length > len(data):
        raise NeedMore
    return length


def _announced_length(data: bytes | bytearray) -> int | None:
    lead, name = data[0], _byte(data, 1)
    if lead == 0x10:
        return _real_time_length(data, name)
    if lead == 0x1B:
        return _escape_length(data, name)
    if lead == 0x1C:
        return 5 + _number(data, 3, 2) if name == ord("(") else _FS_LENGTHS.get(name)
    return _group_length(data, name)


def _real_time_length(data: bytes | bytearray, name: int) -> int | None:
    if name in {0x04, 0x05}:
        return 3
    if name == 0x14:
        return 10 if _byte(data, 2) == 8 else 5
    return None


def _escape_length(data: bytes | bytearray, name: int) -> int | None:
    if name == ord("D"):
        return _until_nul(data, 2)
    if name == ord("*"):
        per_column = 3 if _byte(data, 2) in {32, 33} else 1
        return 5 + _number(data, 3, 2) * per_column
    return _ESC_LENGTHS.get(name)


def _group_length(data: bytes | bytearray, name: int) -> int | None:
    if name == ord("("):
        _byte(data, 2)
        return 5 + _number(data, 3, 2)
    if name == ord("V"):
        return 4 if _byte(data, 2) in {65, 66, 97, 98, 103, 104} else 3
    if name == ord("k"):
        return _until_nul(data, 3) if _byte(data, 2) <= 6 else 4 + _byte(data, 3)
    if name == ord("v"):
        return _limited(8 + _number(data, 4, 2) * _number(data, 6, 2))
    if name == ord("8"):
        return _limited(7 + _number(data, 3, 4))
    if name == ord("*"):
        return 4 + _byte(data, 2) * _byte(data, 3) * 8
    return _GS_LENGTHS.get(name)


def _limited(length: int) -> int | None:
    """A longer announcement is noise; waiting for that much would silence the printer for ever."""
    return length if length <= _LONGEST_DATA_BYTES else None


def _byte(data: bytes | bytearray, index: int) -> int:
    if index >= len(data):
        raise NeedMore
    return data[index]


def _number(data: bytes | bytearray, index: int, length: int) -> int:
    _byte(data, index + length - 1)
    return int.from_bytes(data[index : index + length], "little")


def _until_nul(data: bytes | bytearray, start: int) -> int:
    end = data.find(0, start)
    if end < 0:
        raise NeedMore
    return end + 1


def decode_code128(data: bytes) -> str:
    """The text of GS k 73 data: `{A`, `{B`, `{C` choose the code set (C has two digits in a byte), `{{` is a brace."""
    text, code_set = "", "B"
    for piece in re.findall(rb"\{[\s\S]|[^{]", data):
        if piece in {b"{A", b"{B", b"{C"}:
            code_set = piece[1:].decode()
        elif piece == b"{{":
            text += "{"
        elif piece[:1] != b"{":
            text += f"{piece[0]:02d}" if code_set == "C" else piece.decode("latin-1")
    return text


def image_of_columns(command: bytes, align: PaperAlign) -> PaperImage:
    """ESC * data: columns of 8 or 24 dots, turned into rows."""
    bytes_per_column = 3 if command[2] in {32, 33} else 1
    columns, height = command[3] + command[4] * 256, bytes_per_column * 8
    data, width_bytes = command[5:], (columns + 7) // 8
    rows = bytearray(width_bytes * height)
    for x in range(columns):
        column = data[x * bytes_per_column : (x + 1) * bytes_per_column]
        for y in range(height):
            if column[y // 8] >> (7 - y % 8) & 1:
                rows[y * width_bytes + x // 8] |= 0x80 >> (x % 8)
    return PaperImage(columns, height, bytes(rows), align)
