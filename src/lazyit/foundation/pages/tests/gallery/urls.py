from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django_cotton.compiler_regex import CottonCompiler

from lazyit.config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from lazyit.config.urls import urlpatterns as real
from lazyit.foundation.pages.charts import Point
from lazyit.foundation.pages.forms import PageForm
from lazyit.foundation.pages.notices import notify, warn
from lazyit.foundation.pages.pickers import (
    Option,
    PickerField,
    created_response,
    is_inline,
    options_response,
)
from lazyit.foundation.rbac.requirements import public, signed_in
from lazyit.kernel.errors import Forbidden, Invalid

HERE = Path(__file__).parent
HOSTILE = (
    "<script>alert(1)</script>\"'><b onmouseover=x> \u202eevil\u202c \U0001f469\u200d\U0001f4bb "
    + "Verylongword" * 12
)
MODELS = [
    Option("1", "ThinkPad T14 Gen 4", "Lenovo · Laptops · 21HD"),
    Option("2", "ThinkPad T14 Gen 5", "Lenovo · Laptops · 21ML"),
    Option("3", "Latitude 7450", "Dell · Laptops · 7450"),
]
NAMES = ["MacBook Pro 14″ M4", "ThinkPad T14 Gen 5", "Latitude 7450", "UltraSharp U2724D", HOSTILE]
PEOPLE = ["Ángel Núñez", "Grace Hopper", "Hedy Lamarr", "", "Alan Turing"]
STATUSES = [
    ("green", "Operational"),
    ("amber", "In maintenance"),
    ("slate hollow", "In storage"),
    ("red", "Lost"),
    ("slate dash", "Retired"),
]


class ModelForm(PageForm):
    name = forms.CharField(max_length=200)


def find(value: str) -> Option | None:
    return next((option for option in MODELS if option.value == value), None)


class AssetForm(PageForm):
    name = forms.CharField(max_length=200, help_text="As people call it.")
    model = PickerField(url="/gallery/models", resolve=find, first=lambda: MODELS, required=False)
    status = forms.ChoiceField(choices=[("OPERATIONAL", "Operational"), ("LOST", "Lost")])
    serial = forms.CharField(required=False, max_length=200)
    purchased = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    cost = forms.DecimalField(required=False, decimal_places=2)
    kind = forms.ChoiceField(
        choices=[("a", "For one person"), ("b", "For a place")], widget=forms.RadioSelect
    )
    notes = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    keep = forms.BooleanField(required=False, label="Keep model, location and status for the next")
    file = forms.FileField(required=False)


def template(name: str) -> Any:
    text = (HERE / f"{name}.html").read_text()
    return engines["django"].from_string(CottonCompiler().process(text))


def rows(count: int) -> list[dict[str, Any]]:
    begin = datetime.now(UTC)
    return [
        {
            "id": f"id{number}",
            "name": NAMES[number % 5],
            "tag": f"LZ-{number:05d}",
            "tone": STATUSES[number % 5][0],
            "status": STATUSES[number % 5][1],
            "owner": PEOPLE[number % 5],
            "place": "Madrid / HQ / Floor 2" if number % 3 else "",
            "cost": 189900 + number * 731,
            "updated": begin - timedelta(minutes=17 * number**2),
        }
        for number in range(count)
    ]


def answer(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    return HttpResponse(template(name).render(context, request))


@signed_in
def components(request: HttpRequest) -> HttpResponse:
    form = AssetForm({"name": "", "serial": "C02", "kind": "x"} if "bad" in request.GET else None)
    return answer(
        request,
        "components",
        now=datetime.now(UTC) - timedelta(hours=3),
        hostile=HOSTILE,
        series=[
            Point("Operational", 9312, "green", "/gallery/list?status=OPERATIONAL"),
            Point("In maintenance", 214, "amber"),
            Point("In storage", 1890, "slate"),
            Point("Retired", 921, "mute"),
            Point("Lost", 31, "red"),
        ],
        ages=[Point("Under a year", 2210), Point("1–2 years", 4121), Point("3–4 years", 3302)],
        changes=[
            {"label": "Status", "before": "In storage", "after": "Operational"},
            {"label": "Location", "before": "", "after": "Madrid / HQ / Floor 2"},
            {"label": "Serial", "before": HOSTILE, "after": "PF4XK2Z1"},
        ],
        form=form,
    )


@signed_in
def records(request: HttpRequest) -> HttpResponse:
    number = int(request.GET.get("n", "50"))
    context = {
        "rows": rows(min(number, 50)),
        "total": number,
        "q": request.GET.get("q", ""),
        "chosen": request.GET.getlist("status"),
        "statuses": [("OPERATIONAL", "Operational"), ("LOST", "Lost"), ("RETIRED", "Retired")],
        "sort": request.GET.get("sort", "name"),
        "dir": request.GET.get("dir", "asc"),
        "page": int(request.GET.get("page", "1")),
    }
    return answer(request, "list", **context)


@signed_in
def record(request: HttpRequest) -> HttpResponse:
    return answer(
        request, "record", now=datetime.now(UTC), rows=rows(3), hostile=HOSTILE, serial="PF4XK2Z1"
    )


@signed_in
def form(request: HttpRequest) -> HttpResponse:
    page_form = AssetForm(
        request.POST or None,
        initial={"model": "2", "kind": "a"},
    )
    if page_form.is_bound and page_form.is_valid():
        page_form.refuse(Invalid.field("serial", "Another asset has this serial."))
    if "stale" in request.GET:
        page_form = AssetForm({"name": "Mine", "kind": "a", "status": "LOST", "model": "1"})
        page_form.stale(version="2", current={"name": "Theirs", "model": "Latitude 7450"})
    return answer(request, "form", form=page_form)


@signed_in
def serial(request: HttpRequest) -> HttpResponse:
    name = "fact_form" if request.method == "GET" and "stop" not in request.GET else "fact"
    return answer(request, name, serial=request.POST.get("serial", "PF4XK2Z1"))


@signed_in
def new_model(request: HttpRequest) -> HttpResponse:
    page_form = ModelForm(request.POST or None, initial=request.GET.dict())
    if page_form.is_valid() and is_inline(request):
        return created_response(Option("3", page_form.cleaned_data["name"]))
    return answer(request, "form", form=page_form)


@signed_in
def models(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").lower()
    found = [m for m in MODELS if words in m.text.lower()]
    return options_response(request, found, create="/gallery/model")


@signed_in
def preview(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h3>Grace Hopper</h3><p class='muted'>grace@example.org</p>")


@signed_in
def noticed(request: HttpRequest) -> HttpResponse:
    notify(request, "Released from Grace Hopper.", undo="/gallery/noticed")
    warn(request, "Created, but the owner could not be assigned.")
    messages.error(request, "Nothing was archived.")
    return answer(request, "record", now=datetime.now(UTC), rows=rows(3), hostile=HOSTILE)


@signed_in
def refused(request: HttpRequest) -> HttpResponse:
    raise Forbidden("This needs a permission.", details={"permission": "asset:delete"})


@signed_in
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    return answer(request, "sign_in")


urlpatterns = [
    path("gallery/components", components, name="gallery"),
    path("gallery/list", records, name="gallery-list"),
    path("gallery/record", record, name="gallery-record"),
    path("gallery/form", form, name="gallery-form"),
    path("gallery/serial", serial),
    path("gallery/models", models),
    path("gallery/model", new_model),
    path("gallery/preview", preview),
    path("gallery/noticed", noticed),
    path("gallery/refused", refused),
    path("gallery/broken", broken),
    path("gallery/sign-in", sign_in),
    *real,
]
