"""FastAPI with SQLAlchemy's ORM on our own tables: what is free on a day, and booking a start.

    python -m benchmarks.peers.fastapi_orm URL PORT

It does what such a service does: a session per request, models with pydantic, uvicorn on uvloop and
httptools. It keeps the rules of one plain coach and service: working hours, overrides, leave,
bookings with their buffers, the grid, notice and horizon; and writes the same rows for a booking as
we do.
"""

import hashlib
import secrets
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from storage.tables.schema import SCHEMA

KINDS = ("booked", "reminder_day", "reminder_hour")


class Base(DeclarativeBase):
    metadata = SCHEMA


def _model(name: str, table: str) -> Any:
    return type(name, (Base,), {"__table__": SCHEMA.tables[table]})


ApiKey = _model("ApiKey", "api_keys")
Person = _model("Person", "people")
Coach = _model("Coach", "coaches")
Service = _model("Service", "services")
WorkingHours = _model("WorkingHours", "working_hours")
Override = _model("Override", "hours_overrides")
Leave = _model("Leave", "leaves")
Claim = _model("Claim", "claims")
Appointment = _model("Appointment", "appointments")
Audit = _model("Audit", "audit")
Outbox = _model("Outbox", "outbox")
Handled = _model("Handled", "handled")


class Start(BaseModel):
    start: datetime
    end: datetime


class Availability(BaseModel):
    service_id: int
    coach_id: int
    starts: list[Start]


class NewAppointment(BaseModel):
    service_id: int
    coach_id: int
    start: datetime


class Booking(BaseModel):
    id: int
    code: str
    status: str
    start: datetime
    end: datetime


def application(url: str) -> FastAPI:  # noqa: C901 - a small program, in one piece as they are
    """The service on a database."""
    engine = create_async_engine(
        url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=10, max_overflow=0
    )
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    app = FastAPI()

    async def open_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    async def caller(
        session: Annotated[AsyncSession, Depends(open_session)],
        authorization: Annotated[str, Header()] = "",
    ) -> Any:
        token = authorization.removeprefix("Bearer ")
        digest = hashlib.sha256(token.encode()).digest()
        people = await session.execute(
            select(Person)
            .join(ApiKey, ApiKey.person_id == Person.id)
            .where(ApiKey.digest == digest, ApiKey.revoked_at.is_(None))
        )
        person = people.scalar_one_or_none()
        if person is None:
            raise HTTPException(401)
        return person

    async def free(
        session: AsyncSession, service: Any, coach: Any, day: date, now: datetime
    ) -> list[datetime]:
        zone = ZoneInfo(coach.zone)
        override = await session.get(Override, (coach.id, day))
        if override is not None:
            windows = [tuple(window) for window in override.windows]
        else:
            hours = await session.execute(
                select(WorkingHours).where(
                    WorkingHours.coach_id == coach.id, WorkingHours.weekday == day.weekday()
                )
            )
            windows = [(one.starts, one.ends) for one in hours.scalars()]
        midnight = datetime.combine(day, datetime.min.time())
        leaves = await session.execute(
            select(Leave).where(
                Leave.coach_id == coach.id,
                Leave.starts_local < midnight + timedelta(days=1),
                Leave.ends_local > midnight,
            )
        )
        away = [
            (one.starts_local.replace(tzinfo=zone), one.ends_local.replace(tzinfo=zone))
            for one in leaves.scalars()
        ]
        begin = midnight.replace(tzinfo=zone).astimezone(UTC)
        around = Range(begin - timedelta(hours=6), begin + timedelta(hours=30))
        claims = await session.execute(
            select(Claim).where(Claim.resource_id == coach.id, Claim.span.op("&&")(around))
        )
        busy = [(one.span.lower, one.span.upper) for one in claims.scalars()]
        length = timedelta(minutes=service.minutes)
        before = timedelta(minutes=service.buffer_before)
        after = timedelta(minutes=service.buffer_after)
        soonest = now + timedelta(minutes=service.notice_book)
        latest = now + timedelta(days=service.horizon_days)
        starts = []
        for opens, closes in windows:
            minute = opens
            while minute + service.minutes <= closes:
                wall = midnight + timedelta(minutes=minute)
                minute += service.step
                start = wall.replace(tzinfo=zone).astimezone(UTC)
                if start.astimezone(zone).replace(tzinfo=None) != wall:
                    continue
                if not soonest <= start <= latest:
                    continue
                end = start + length
                if any(start < over and end > since for since, over in away):
                    continue
                if any(start - before < over and end + after > since for since, over in busy):
                    continue
                starts.append(start)
        return starts

    async def service_and_coach(session: AsyncSession, service_id: int, coach_id: int) -> Any:
        service = await session.get(Service, service_id)
        coach = await session.get(Coach, coach_id)
        if service is None or coach is None or service.hidden or not coach.active:
            raise HTTPException(404)
        return service, coach

    @app.get("/availability")
    async def availability(
        session: Annotated[AsyncSession, Depends(open_session)],
        person: Annotated[Any, Depends(caller)],
        service_id: int,
        coach_id: int,
        day: date,
    ) -> Availability:
        service, coach = await service_and_coach(session, service_id, coach_id)
        starts = await free(session, service, coach, day, datetime.now(UTC))
        length = timedelta(minutes=service.minutes)
        zone = ZoneInfo(coach.zone)
        return Availability(
            service_id=service_id,
            coach_id=coach_id,
            starts=[
                Start(start=one.astimezone(zone), end=(one + length).astimezone(zone))
                for one in starts
            ],
        )

    @app.post("/appointments", status_code=201)
    async def book(
        session: Annotated[AsyncSession, Depends(open_session)],
        person: Annotated[Any, Depends(caller)],
        body: NewAppointment,
    ) -> Booking:
        service, coach = await service_and_coach(session, body.service_id, body.coach_id)
        now = datetime.now(UTC)
        zone = ZoneInfo(coach.zone)
        day = body.start.astimezone(zone).date()
        if body.start.astimezone(UTC) not in await free(session, service, coach, day, now):
            raise HTTPException(409, "taken")
        start = body.start.astimezone(UTC)
        end = start + timedelta(minutes=service.minutes)
        blocked = Range(
            start - timedelta(minutes=service.buffer_before),
            end + timedelta(minutes=service.buffer_after),
        )
        number = await session.scalar(select(func.nextval("appointments_id_seq")))
        appointment = Appointment(
            id=number,
            claimed=True,
            coach_id=coach.id,
            customer_id=person.id,
            service_id=service.id,
            service_title=service.title,
            minutes=service.minutes,
            status="confirmed",
            starts_at=start,
            ends_at=end,
            blocked=blocked,
            zone=coach.zone,
            wall_start=start.astimezone(zone).replace(tzinfo=None),
            price_minor=service.price_minor,
            currency=service.currency,
            code=secrets.token_hex(3).upper(),
            created_at=now,
            updated_at=now,
        )
        claim = Claim(
            resource_id=coach.id,
            holder_id=number,
            span=blocked,
            reason="appointment",
            created_at=now,
        )
        code, title = appointment.code, service.title
        facts = {"code": code, "service_title": title, "starts_at": start.isoformat()}
        session.add_all(
            [
                claim,
                appointment,
                *(
                    Outbox(
                        key=f"{kind}:{number}:1",
                        recipient_id=person.id,
                        kind=kind,
                        facts=facts,
                        lane=0,
                        # The sender is not measured here.
                        due_at=now + timedelta(days=400),
                        coach_id=coach.id,
                        appointment_id=number,
                        appointment_version=1,
                    )
                    for kind in KINDS
                ),
                Audit(
                    at=now,
                    actor_id=person.id,
                    action="book",
                    coach_id=coach.id,
                    entity="appointment",
                    entity_id=number,
                    facts=facts,
                ),
                Handled(
                    key=f"http:{secrets.token_hex(8)}",
                    person_id=person.id,
                    outcome={"appointment": number},
                    at=now,
                ),
            ]
        )
        try:
            await session.commit()
        except IntegrityError:
            raise HTTPException(409, "taken") from None
        status = appointment.status
        return Booking(id=appointment.id, code=code, status=status, start=start, end=end)

    return app


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[1]),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
