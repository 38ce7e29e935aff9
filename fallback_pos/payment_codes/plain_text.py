"""Text that every wallet reads: plain ASCII, accents folded, nothing that could be taken for another field."""

import unicodedata

from fallback_pos.payment_codes.errors import FieldMissing, FieldTooLong, NotPlainCharacters

# Letters that Unicode does not decompose into a base letter and an accent.
_FOLDED = str.maketrans({"đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "AE"})


def plain(text: str, *, scheme: str, field: str, limit: int) -> str:
    """`text` in printable ASCII, at most `limit` characters ("São Paulo" becomes "Sao Paulo").

    Length fields of the EMV family count characters, and wallets disagree about bytes: ASCII is the same for all.
    Raises FieldMissing, NotPlainCharacters or FieldTooLong.
    """
    decomposed = unicodedata.normalize("NFKD", text.strip().translate(_FOLDED))
    folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    if not folded:
        raise FieldMissing(scheme=scheme, field=field)
    if not (folded.isascii() and folded.isprintable()):
        raise NotPlainCharacters(scheme=scheme, field=field, text=text[:40])
    if len(folded) > limit:
        raise FieldTooLong(scheme=scheme, field=field, text=text[:40], limit=limit)
    return folded
