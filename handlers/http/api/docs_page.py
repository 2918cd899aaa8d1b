"""The API's description, and the page that shows it and tries it out, without any other server:
`/api/v1/openapi.json` and `/docs`."""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec
from aiohttp import web

from handlers.http.api import answers
from handlers.http.api.openapi import api_description
from handlers.http.api.routes import ROUTES

DESCRIPTION: Final = "/api/v1/openapi.json"
PAGE: Final = "/docs"
# The library files the page needs, and their types.
FILES: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
# The library writes styles and small pictures into its page; nothing else is loaded from elsewhere.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
# The library has no dark theme: its page is inverted, hues and all. What is already dark is
# inverted twice.
HTML: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Coachbook API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<style>
@media (max-width: 700px) {
  .swagger-ui .opblock-tag { flex-wrap: wrap; }
  .swagger-ui .opblock-tag a { flex: 1 1 70%; }
  .swagger-ui .opblock-tag small { order: 1; flex: 1 1 100%; padding: 0; }
}
@media (prefers-color-scheme: dark) {
  html { background: #fff; filter: invert(0.9) hue-rotate(180deg); }
  .swagger-ui .microlight { filter: invert(1) hue-rotate(180deg); }
  .swagger-ui .dialog-ux .backdrop-ux { background: rgb(255 255 255 / 80%); }
}
</style>
</head>
<body>
<div id="api"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START: Final = """\
SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: true,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""


def page(path: str) -> web.Response | None:
    """The file at a path, or None."""
    if path == DESCRIPTION:
        return _answer(description(), "application/json", {"Access-Control-Allow-Origin": "*"})
    if path in (PAGE, f"{PAGE}/"):
        return _answer(HTML.encode(), "text/html")
    name = path.removeprefix(f"{PAGE}/")
    if name == "start.js":
        return _answer(START.encode(), "text/javascript")
    if name in FILES:
        body = (_library() / name).read_bytes()
        return _answer(body, FILES[name], {"Cache-Control": "public, max-age=3600"})
    return None


@cache
def description() -> bytes:
    """The OpenAPI of all routes, as JSON."""
    return msgspec.json.encode(api_description(ROUTES, version=version("coachbook"), server="/"))


def _answer(body: bytes, kind: str, headers: dict[str, str] | None = None) -> web.Response:
    more = {**answers.EVERY, "Content-Security-Policy": POLICY, **(headers or {})}
    charset = None if kind.startswith("image/") else "utf-8"
    return web.Response(body=body, content_type=kind, charset=charset, headers=more)


@cache
def _library() -> Path:
    """Where the library's files are. Importing it would load what it serves."""
    spec = find_spec("swagger_ui")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("swagger-ui-py is not installed")
    return Path(spec.submodule_search_locations[0]) / "static"
