"""Two browsers at once: changes that meet, and permissions that change under somebody's hands."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lazyit.foundation.rbac.models import Role
from tests.browser.gestures import press
from tests.browser.looking import WIDE, photograph, violations_of
from tests.browser.serving import Product
from tests.browser.visiting import Visitor
from tests.builders import make_administrator, make_member
from tests.register import make_asset

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_changes_that_meet_are_shown_side_by_side(fresh: Product, visitor: Visitor) -> None:
    asset = make_asset(name="Laptop")
    form = f"/assets/{asset.pk}/edit"
    ada = visitor.page_of(make_administrator(), form)
    max_ = visitor.page_of(make_member(), form)
    ada.get_by_label("Company").fill("Contoso")
    press(ada, "Save changes")
    expect(ada.get_by_role("heading", level=1)).to_have_text("Laptop")
    max_.get_by_label("Company").fill("Globex")
    max_.get_by_label("Notes").fill("Scratched lid")
    press(max_, "Save changes")
    told = max_.get_by_role("alert").filter(has_text="Somebody changed this record")
    expect(told.get_by_role("row", name="Company")).to_contain_text("Contoso")
    expect(max_.get_by_label("Notes")).to_have_value("Scratched lid")
    assert violations_of(max_) == []
    photograph(max_, "assets-one-edit-stale", "light", "en", WIDE, "three")
    press(max_, "Save changes")
    expect(max_.get_by_role("heading", level=1)).to_have_text("Laptop")
    asset.refresh_from_db()
    assert (asset.company, asset.notes) == ("Globex", "Scratched lid")


def test_what_a_role_may_do_counts_from_the_next_click(fresh: Product, visitor: Visitor) -> None:
    make_asset(name="Laptop")
    ada = visitor.page_of(make_administrator(), "/settings/roles?role=MEMBER")
    max_ = visitor.page_of(make_member(), "/assets")
    expect(max_.get_by_role("link", name="New asset")).to_be_visible()
    ada.get_by_role("checkbox", name="Create and edit assets").uncheck()
    ada.get_by_role("checkbox", name="Archive and restore assets").check()
    press(ada, "Save permissions")
    expect(ada.get_by_role("heading", name="Will be granted")).to_be_visible()
    assert violations_of(ada) == []
    photograph(ada, "settings-roles-confirm", "light", "en", WIDE, "three")
    assert "asset:write" in Role.objects.get(pk="MEMBER").permissions
    press(ada, "Save permissions")
    expect(ada.locator(".timeline")).to_contain_text("Revoked: Create and edit assets.")
    max_.get_by_role("link", name="New asset").click()
    expect(max_.get_by_role("heading", level=1)).to_have_text("You are not permitted to do this")
    expect(max_.locator("main")).to_contain_text("asset:write")
    max_.goto("/assets")
    expect(max_.get_by_role("link", name="New asset")).to_have_count(0)
