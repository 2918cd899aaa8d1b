"""The REST API: the actions and queries of the house behind one HTTP port, for apps and programs.

To add a route, declare it in the module of its subject in `routes/` (`route.py` has an example),
and list it in that module's ROUTES. From the declaration come its reading, its rights, its errors
and its place in the OpenAPI. A route reads what it was given, calls one action or query as
`call.actor`, and gives what came of it: it decides nothing and asks for no rights by itself.

Nothing of this is loaded before somebody asks (`handlers.http.app`).
"""
