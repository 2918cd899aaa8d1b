"""The proposal in journeys: Mia has requested a session, and Anna offers her three other times."""

REQUEST = """
    Mia says /book
    Mia sees What would you like to book?
    Mia taps Coaching session
    Mia sees Who would you like to see?
    Mia taps Anna Berg
    Mia sees Coaching session with Anna Berg
    Mia taps 8
    Mia sees what time?
    Mia taps 10:00
    Mia sees Shall I book this?
    Mia taps Send request
    Mia sees Request sent
    Anna sees Mia Keller would like a session [✓ Approve] [✕ Decline] [Propose times]
"""
PROPOSE = """
    Anna taps Propose times
    Anna sees Other times for Mia Keller [May 2031] [9] [12] [‹ Back] [☰ Menu]
    Anna taps 9
    Anna sees Fri, 9 May 2031: tap a time to mark it [09:00] [16:00]
    Anna taps 09:00
    Anna sees You propose: [✓ 09:00] [Propose this time]
    Anna taps 16:00
    Anna sees Fri, 9 May 2031, 16:00 (Berlin) [✓ 09:00] [✓ 16:00] [Propose these 2 times]
    Anna taps ‹ Back
    Anna sees Which day? [•9•] [Propose these 2 times]
    Anna taps 12
    Anna sees Mon, 12 May 2031
    Anna taps 11:30
    Anna sees Mon, 12 May 2031, 11:30 (Berlin) [✓ 11:30] [Propose these 3 times]
    Anna taps Propose these 3 times
    Anna is told Sent ✓
    Anna sees Waiting for the customer to choose [✓ As requested] [✕ Decline] [Propose times]
    Mia sees Anna Berg proposes other times [Fri 9 May, 09:00] [Mon 12 May, 11:30] [None of these]
"""
