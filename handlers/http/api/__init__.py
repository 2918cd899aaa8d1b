"""The REST API: the actions and queries of the business behind one HTTP port, for apps and
programs.

To add a route, declare it in a module of its subject's folder in `routes/` (`route.py` has an
example), and list it in that module's ROUTES. Its parsing, rights, errors and OpenAPI entry follow
from the declaration. A route reads its input, calls one action or query as `call.actor`, and
returns the result: it decides nothing and checks no rights itself.

None of this is loaded before somebody asks (`handlers.http.app`).
"""
