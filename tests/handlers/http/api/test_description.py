"""The OpenAPI is a description programs can read, whatever routes there are."""

import json
import re

from openapi_spec_validator import validate

from handlers.http.api.openapi import api_description
from handlers.http.api.routes import ROUTES
from handlers.http.api.subjects import SUBJECTS


def test_the_description_is_valid_and_names_each_operation_once() -> None:
    description = api_description(ROUTES, version="1", server="https://book.example.org")

    validate(description)
    names = [one.name for one in ROUTES]
    assert sorted(set(names)) == sorted(names)
    places = [(one.method, one.path) for one in ROUTES]
    assert sorted(set(places)) == sorted(places)


def test_every_object_has_a_plain_name_of_its_own_and_is_found_by_it() -> None:
    description = api_description(ROUTES, version="1", server="/")
    named = description["components"]["schemas"]
    # msgspec puts the module before a name that two have.
    assert [name for name in named if not name.isidentifier()] == []
    pointed = {
        one.rpartition("/")[2] for one in re.findall(r'"(#/[^"]+)"', json.dumps(description))
    }
    assert pointed <= named.keys() | description["components"]["parameters"].keys()


def test_every_route_stands_below_one_title_and_every_title_has_routes() -> None:
    known = [tag for one in SUBJECTS for tag in one.of]
    assert sorted(known) == sorted({one.tag for one in ROUTES})
    titles = [one["name"] for one in api_description(ROUTES, version="1", server="/")["tags"]]
    assert titles == [one.title for one in SUBJECTS]
