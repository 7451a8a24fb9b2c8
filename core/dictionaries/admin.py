"""Code lists in the stock admin; they go in and out as workbooks through django-import-export as it is."""

from __future__ import annotations

from django.contrib import admin
from import_export.admin import ImportExportModelAdmin
from import_export.resources import ModelResource

from core.dictionaries.models import CodeItem, CodeList


class CodeListResource(ModelResource):
    class Meta:
        model = CodeList
        import_id_fields = ["code"]
        skip_unchanged = True


class CodeItemResource(ModelResource):
    class Meta:
        model = CodeItem
        import_id_fields = ["code_list", "code", "valid_from"]
        fields = ["code_list", "code", "label", "order", "valid_from", "valid_to", "synonyms", "attributes"]
        skip_unchanged = True


@admin.register(CodeList)
class CodeListAdmin(ImportExportModelAdmin):
    resource_classes = [CodeListResource]
    list_display = ["code", "title", "source"]
    search_fields = ["code", "title"]


@admin.register(CodeItem)
class CodeItemAdmin(ImportExportModelAdmin):
    resource_classes = [CodeItemResource]
    list_display = ["code_list", "code", "label", "order", "valid_from", "valid_to"]
    list_filter = ["code_list"]
    search_fields = ["code", "label"]
