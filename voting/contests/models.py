"""Awards and contests."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from voting.contests.rules import STORED, Dates, Order, Phase, Tie, Voters, appeals_end
from voting.database import Base, LocalTextColumn, UtcDateTime
from voting.text import LocalText, readable_domain

_STATES, _TIES, _ORDERS, _VOTERS = (
    ", ".join(f"'{each.value}'" for each in values) for values in (STORED, Tie, Order, Voters)
)


class Award(Base):
    """The prize that returns every year."""

    __tablename__ = "award"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[LocalText] = mapped_column(LocalTextColumn)
    purpose: Mapped[LocalText] = mapped_column(LocalTextColumn)
    criteria: Mapped[LocalText] = mapped_column(LocalTextColumn)
    organiser: Mapped[str] = mapped_column(String(200))
    organiser_url: Mapped[str | None] = mapped_column(String(200))
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # one more with each edit


class Contest(Base):
    """One award year put to a vote. `state` is the stored phase; whether it is open, the clock says."""

    __tablename__ = "contest"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    award_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("award.id"))
    year: Mapped[int]
    question: Mapped[LocalText] = mapped_column(LocalTextColumn)
    lead: Mapped[LocalText] = mapped_column(LocalTextColumn)
    notice: Mapped[LocalText | None] = mapped_column(LocalTextColumn)
    event_name: Mapped[LocalText | None] = mapped_column(LocalTextColumn)
    event_place: Mapped[str | None] = mapped_column(String(200))
    event_date: Mapped[date | None]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    extended_reason: Mapped[str | None] = mapped_column(String(500))
    max_changes: Mapped[int]
    turnout_public: Mapped[bool]
    batch: Mapped[int] = mapped_column(server_default=text("10"))  # voters whose ballots enter log and count together
    appeal_hours: Mapped[int] = mapped_column(server_default=text("48"))  # from the last exclusion to certifying
    jury_live: Mapped[bool] = mapped_column(
        default=True, server_default=text("true")
    )  # sees the count while it is open
    tie: Mapped[str] = mapped_column(String(10), default=Tie.SHARED.value, server_default=Tie.SHARED.value)
    nominee_order: Mapped[str] = mapped_column(
        String(10), default=Order.RANDOM.value, server_default=Order.RANDOM.value
    )
    voters: Mapped[str] = mapped_column(
        String(10), default=Voters.ANYONE.value, server_default=Voters.ANYONE.value
    )  # who may vote
    voter_domains: Mapped[list[str]] = mapped_column(JSON, default=list)  # ASCII spelling
    # Of texts after announcing, as the public reads them: {"at": ISO, "reason"}
    corrections: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    rehearsal: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    state: Mapped[str] = mapped_column(String(10), default=Phase.DRAFT.value)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    certified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # everybody sees the certified result from then on
    shredded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the link to the voters destroyed, bundle signed
    appeals_from: Mapped[datetime | None] = mapped_column(UtcDateTime)  # when votes were last voided or restored
    logged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of the newest act in the public log
    key_check: Mapped[bytes | None] = mapped_column(
        LargeBinary(32)
    )  # recognises the contest's key; NULL: none made yet
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # one more with each edit

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (
        UniqueConstraint("award_id", "year"),
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("publish_at IS NULL OR state IN ('certified', 'published')", name="publish_at"),
        CheckConstraint("max_changes BETWEEN 0 AND 10", name="max_changes"),
        CheckConstraint("batch BETWEEN 1 AND 100", name="batch"),
        CheckConstraint("appeal_hours BETWEEN 0 AND 720", name="appeal_hours"),
        CheckConstraint("year BETWEEN 1900 AND 9999", name="year"),
        CheckConstraint(f"tie IN ({_TIES})", name="tie"),
        CheckConstraint(f"voters IN ({_VOTERS})", name="voters"),
        CheckConstraint(f"nominee_order IN ({_ORDERS})", name="nominee_order"),
    )

    @property
    def dates(self) -> Dates:
        return Dates(Phase(self.state), self.opens_at, self.closes_at, self.publish_at)

    @property
    def public_from(self) -> datetime | None:
        """Since when everybody sees the result, or from when; None while nobody has decided that."""
        return self.published_at or self.publish_at

    @property
    def domains(self) -> list[str]:
        """The mail domains at which one may vote, as people write them."""
        return [readable_domain(domain) for domain in self.voter_domains]

    @property
    def corrected(self) -> list[tuple[datetime, str]]:
        """When texts were corrected after announcing, and why; the latest first."""
        return [(datetime.fromisoformat(one["at"]), one["reason"]) for one in reversed(self.corrections)]

    @property
    def appeals_end(self) -> datetime | None:
        return appeals_end(self.appeals_from, self.appeal_hours)


class Document(Base):
    """What was announced, word for word; the public log holds its digest."""

    __tablename__ = "document"

    contest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contest.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    content: Mapped[bytes]
