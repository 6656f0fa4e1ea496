"""How forms look: one template for a field, with its label, hint and errors tied to it."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Our template for every field."""

    field_template_name = "parts/field.html"
