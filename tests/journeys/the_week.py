"""The week of the journeys: who takes part, when it begins, what is booked first."""

from datetime import UTC, datetime

MIA, ANNA, ALEX, BEN, LENA = 7001, 7002, 7003, 7004, 7005
MONDAY = datetime(2031, 5, 5, 7, 0, tzinfo=UTC)  # nine in the morning in Berlin

BOOK = """
    Mia says /book
    Mia sees What would you like to book? [Coaching session · 1 hour · €90.00] [☰ Menu]
    Mia taps Coaching session
    Mia sees Who would you like to see? [Anna Berg · …] [Ben Okoro · …] [Anyone free · …] [‹ Back]
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg [May 2031] [Jun ›] [8]
    Mia taps 8
    Mia sees Thu, 8 May 2031: what time? [Morning · 6] [09:00] [Afternoon · 6] [16:00]
    Mia taps 10:00
    Mia sees Shall I book this? [✓ Send request] [Add a note] [‹ Back] [☰ Menu]
    Mia taps Send request
    Mia sees Request sent ✓ Anna Berg will answer soon [Move it] [Cancel it]
"""
