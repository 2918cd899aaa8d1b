"""The stage of the journeys, for people who come in crowds and at bad moments."""

from tests.journeys.conftest import coachbook, playground, stage, world

__all__ = ["coachbook", "playground", "stage", "world"]
