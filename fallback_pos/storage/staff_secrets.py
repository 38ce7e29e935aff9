"""What staff.db keeps besides people: one-time codes, the recovery code, and the last moment the clock was believed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from fallback_pos.storage.staff import Staff, put
from fallback_pos.storage.staff_rows import (
    ATTEMPTS,
    BELIEVED_MOMENT,
    ONE_TIME_CODE,
    RECOVERY,
    BelievedMoment,
    OneTimeCode,
    StaffMember,
    stamp,
)


class StaffSecrets:
    """Codes as hashes only. Every method raises StaffFileUnusable."""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    def one_time_code(self, operator: str) -> OneTimeCode | None:
        with self._staff.connected() as connection:
            mine = select(ONE_TIME_CODE).where(ONE_TIME_CODE.c.operator == operator)
            row = connection.execute(mine).mappings().first()
        if row is None:
            return None
        given_at = datetime.fromisoformat(row["given_at"])
        return OneTimeCode(
            row["operator"], row["code_hash"], row["given_by"], given_at, row["boot"], row["uptime_milliseconds"]
        )

    def keep_one_time_code(self, code: OneTimeCode, *, attempts: str) -> None:
        """In place of the one before; whoever typed that one wrongly (`attempts`) begins anew."""
        with self._staff.writing() as connection:
            put(
                connection,
                ONE_TIME_CODE,
                "operator",
                {
                    "operator": code.operator,
                    "code_hash": code.code_hash,
                    "given_by": code.given_by,
                    "given_at": stamp(code.given_at),
                    "boot": code.boot,
                    "uptime_milliseconds": code.uptime_milliseconds,
                },
            )
            connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.subject == attempts))

    def recovery_hash(self) -> str | None:
        with self._staff.connected() as connection:
            row = connection.execute(select(RECOVERY.c.code_hash)).first()
        return row[0] if row else None

    def keep_recovery(self, code_hash: str, made_at: datetime) -> None:
        with self._staff.writing() as connection:
            _put_recovery(connection, code_hash, made_at)

    def recover(self, member: StaffMember, code_hash: str, made_at: datetime) -> None:
        """Together: what recovery makes of somebody, and the code that comes after the used one."""
        with self._staff.writing() as connection:
            self._staff.replace_in(connection, member)
            _put_recovery(connection, code_hash, made_at)

    def believed_moment(self) -> BelievedMoment | None:
        with self._staff.connected() as connection:
            row = connection.execute(select(BELIEVED_MOMENT)).mappings().first()
        if row is None:
            return None
        return BelievedMoment(datetime.fromisoformat(row["wall"]), row["boot"], row["uptime_milliseconds"])

    def believe(self, moment: BelievedMoment) -> None:
        values = {
            "only": 1,
            "wall": stamp(moment.wall),
            "boot": moment.boot,
            "uptime_milliseconds": moment.uptime_milliseconds,
        }
        with self._staff.writing() as connection:
            put(connection, BELIEVED_MOMENT, "only", values)


def _put_recovery(connection: Connection, code_hash: str, made_at: datetime) -> None:
    put(connection, RECOVERY, "only", {"only": 1, "code_hash": code_hash, "made_at": stamp(made_at)})
