"""Optional observers: traces to a collector, faults to Sentry.

Without either, none of that is loaded, and every part is made unwrapped.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot import logs
from bot.observing.observable_parts import Parts
from bot.settings.settings import Settings


@asynccontextmanager
async def observing_parts(settings: Settings) -> AsyncIterator[Parts]:
    """Activate the configured observers in the block; yields what makes the observed parts."""
    async with AsyncExitStack() as stack:
        if settings.sentry_dsn is not None:
            from bot.observing.fault_reports import FaultReports  # noqa: PLC0415 - only where it is set

            reports = FaultReports(settings.sentry_dsn, release())
            stack.push_async_callback(reports.close)
            stack.enter_context(logs.telling(reports.report_event))
        if settings.otlp_url is None:
            yield Parts()
            return
        from bot.observing.tracing import Tracing  # noqa: PLC0415 - only where it is set

        tracing = Tracing(settings.otlp_url, release())
        stack.push_async_callback(tracing.close)
        yield tracing


def release() -> str:
    """The version of the product."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - as above

    try:
        return version("coachbook")
    except PackageNotFoundError:  # run from its folder, without being installed
        return "unknown"
