"""Real time: what changes, as it changes, over Socket.IO (see docs/realtime.md).

`server` is the protocol, `hub` who listens and hears what, `tail` the one loop that reads events.
Nothing of this is loaded before somebody connects (`handlers.http.app`).
"""
