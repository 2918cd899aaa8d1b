"""What Sentry is told about faults, and what it is not told."""

import logging
import socket
from io import StringIO

import pytest
import structlog

from bot import logs
from bot.observing import fault_reports
from bot.observing.fault_reports import FaultReports
from storage import request_ids
from tests.bot import servers
from tests.bot.collector import Sentry

pytestmark = pytest.mark.usefixtures("logs_as_before")
log = structlog.get_logger("bot.of_this_test")
NAME = "Keller".join(("M" + "ia ", ""))  # not as it is in the code, which is sent along


def fail(name: str) -> None:
    secret = f"7000:{'A' * 35} of {name}"
    raise ValueError(secret) from KeyError(name)


async def test_a_fault_is_told_with_its_place_and_id_and_without_what_anybody_typed() -> None:
    sentry = Sentry()
    async with servers.http(sentry.take) as url:
        reports = FaultReports(url.replace("//", "//a_key@") + "/42", "1.2.3")
        logs.configure(stream=StringIO())
        with logs.telling(reports.report_event), request_ids.under("of-this-very-test"):
            try:
                fail(NAME)
            except ValueError as fault:
                log.error("update.fault", person=NAME, kind="message", exc_info=fault)
                logging.getLogger("asyncio").exception("%s was never retrieved", NAME)
            log.error("delivery.refused", said=NAME)  # no fault of ours
            log.warning("tick.database_away", exc_info=ValueError())
        log.error("too.late", exc_info=ValueError())
        await reports.close()

    first, second = sentry.events
    assert (first["message"], first["level"], first["release"]) == (
        "update.fault",
        "error",
        "coachbook@1.2.3",
    )
    assert first["tags"] == {"request_id": "of-this-very-test", "kind": "message"}
    cause, effect = first["exception"]["values"]
    assert (cause["type"], effect["type"]) == ("KeyError", "ValueError")
    assert effect["stacktrace"]["frames"][-1]["function"] == "fail"
    assert second["message"] == "asyncio"
    everything = b"".join(sentry.envelopes).decode()
    for kept_in in ("Mia", "A" * 9, 'server_name":"' + socket.gethostname()):
        assert kept_in not in everything


async def test_no_more_than_so_many_are_told_and_a_server_that_is_away_does_no_harm() -> None:
    reports = FaultReports("http://a_key@127.0.0.1:9/42", "1.2.3")
    for _ in range(2 * fault_reports.MOST):
        reports.report_event("error", {"exc_info": ValueError()})
    assert len(reports._lately) == fault_reports.MOST
    await reports.close()
