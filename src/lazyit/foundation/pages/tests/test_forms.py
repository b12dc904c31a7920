from __future__ import annotations

import json

from django import forms
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict

from lazyit.foundation.pages.forms import PageForm, field_name
from lazyit.foundation.pages.pickers import Option, PickerField, created_response, options_response
from lazyit.kernel.errors import Conflict, Invalid

LENOVO = Option("1", "ThinkPad", "Lenovo")


class AssetForm(PageForm):
    name = forms.CharField(label="Name")
    model = PickerField(
        label="Model",
        url="/pick",
        resolve={"1": LENOVO}.get,
        required=False,
        first=lambda: [LENOVO],
    )
    status = forms.ChoiceField(choices=[("LOST", "Lost"), ("OK", "Operational")])


def filled(**values: str) -> AssetForm:
    return AssetForm({"name": "A", "status": "OK", **values})


def test_paths_of_the_api_are_fields_of_the_form() -> None:
    assert [field_name(p) for p in ("modelId", "specs.ram", "purchaseDate")] == [
        "model",
        "specs",
        "purchase_date",
    ]


def test_a_refusal_stands_beside_the_field_it_names() -> None:
    form = filled()
    form.refuse(Invalid.field("modelId", "This model is archived."))
    form.refuse(Conflict("Another asset has this tag."))
    assert form.errors == {
        "model": ["This model is archived."],
        "__all__": ["Another asset has this tag."],
    }
    assert form.error_count == 2


def test_a_blank_text_is_absent() -> None:
    form = filled(model="")
    assert form.is_valid()
    assert form.values() == {"name": "A", "model": None, "status": "OK"}


def test_a_picker_refuses_what_cannot_be_found() -> None:
    form = filled(model="2")
    assert form.errors == {"model": ["Choose one of the list."]}


def test_a_picker_is_a_select_that_works_without_scripts() -> None:
    markup = str(filled(model="1")["model"])
    assert '<option value="1" selected>ThinkPad</option>' in markup
    assert 'data-second="Lenovo"' in markup
    assert markup.count("ThinkPad") == 1


def test_a_stale_form_shows_what_differs_and_can_be_sent_again() -> None:
    form = filled(version="1", model="1")
    form.stale(version="2", current={"name": "B", "status": "Operational", "model": "Latitude"})
    shown = [(str(d.label), d.mine, d.theirs) for d in form.differences]
    assert shown == [("Name", "A", "B"), ("Model", "ThinkPad", "Latitude")]
    assert 'value="2"' in str(form["version"])
    assert form["name"].value() == "A"


def test_a_stale_form_of_a_browser_keeps_its_lists() -> None:
    data = MultiValueDict({"name": ["A"], "status": ["OK"], "version": ["1"]})
    form = AssetForm(data)
    form.stale(version="2", current={"name": "B"})
    assert (form["name"].value(), form["version"].value()) == ("A", "2")


def test_a_search_says_when_there_is_more_and_offers_to_create() -> None:
    many = [Option(str(n), f"Model {n}", "<b>") for n in range(21)]
    request = RequestFactory().get("/pick", {"q": 'T"14'})
    page = options_response(request, many, create="/models/new").content.decode()
    assert page.count('data-value="') == 20
    assert "There are more" in page
    assert 'data-create="/models/new?name=T%2214"' in page
    assert "<b>" not in page


def test_a_new_record_is_named_to_the_picker() -> None:
    header = created_response(Option("7", "Portátil\n", "x")).headers["HX-Trigger"]
    assert json.loads(header) == {"lz:created": {"value": "7", "text": "Portátil\n", "detail": "x"}}
