"""What holds for every test of the handlers."""

import pytest

from tests import audited_fields

audited_fields_have_words = pytest.fixture(audited_fields.looked_up, scope="module", autouse=True)
