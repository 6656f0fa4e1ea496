"""The product master: each product belongs to one route (S004-051)."""

from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from nagi.clinic.access import stock
from nagi.clinic.actions import stock as writing
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.problems import note, version
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.stock.forms import ProductForm
from nagi.clinic.records.models import Product


def add(request: StaffRequest) -> HttpResponse:
    """Write down a new product."""
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.add_product(acting(request), form.cleaned_data["code"], form.columns())
            return redirect("stock")
        except Problem as problem:
            note(form, problem)
    return render(request, "stock/product.html", {"form": form}, status=422 if form.errors else 200)


def change(request: StaffRequest, product: UUID) -> HttpResponse:
    """Correct a product."""
    held = stock.product(request.user, product)
    form = ProductForm(request.POST or None, initial=ProductForm.written(held))
    form.fields["code"].disabled = True
    shown = {"form": form, "product": held, "version": held.version}
    if request.method == "POST" and form.is_valid():
        try:
            writing.change_product(acting(request), held.pk, form.columns(), based_on=version(request))
            return redirect("stock")
        except Conflict as conflict:
            now = cast(Product, conflict.now)
            written = ProductForm.written(now)
            both = [
                {"label": form.fields[name].label, "theirs": written.get(name, ""), "yours": typed}
                for name, typed in form.cleaned_data.items()
                if (written.get(name) or "") != (typed or "")
            ]
            shown |= {"version": now.version, "both": both}
            return render(request, "stock/product.html", shown, status=409)
    return render(request, "stock/product.html", shown, status=422 if form.errors else 200)
