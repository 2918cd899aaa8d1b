"""Real time: changes as they happen, over Socket.IO (see docs/realtime.md).

`server` is the protocol, `hub` decides who hears what, `tail` is the one loop that reads events.
None of this is loaded before somebody connects (`handlers.http.app`).
"""
