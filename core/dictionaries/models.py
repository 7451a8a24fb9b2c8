"""Code lists (代码表) with validity, the national system's codes and the labels it prints."""

from __future__ import annotations

from django.db import models


class CodeList(models.Model):
    """One list of DOMAIN 2.4, e.g. ``cause`` 致贫原因 (CL-04)."""

    code = models.CharField("编码", max_length=30, primary_key=True)
    title = models.CharField("名称", max_length=40)
    source = models.CharField("出处", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代码表"

    def __str__(self) -> str:
        return self.title


class CodeItem(models.Model):
    """One value of a list; facts store ``code``. ``valid_from``/``valid_to`` are years (inclusive), NULL open.

    ``synonyms`` are further spellings that imports accept; ``attributes`` carry what rules need, e.g. for a
    relation: sex (1, 2), generation (−2…+3), at_most (per household).
    """

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="items")
    code = models.CharField("代码", max_length=8)
    label = models.CharField("名称", max_length=60)
    order = models.SmallIntegerField("顺序", default=0)
    valid_from = models.SmallIntegerField("起始年度", null=True, blank=True)
    valid_to = models.SmallIntegerField("终止年度", null=True, blank=True)
    synonyms = models.JSONField("同义写法", default=list, blank=True)
    attributes = models.JSONField("属性", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "代码"
        ordering = ["code_list", "order"]
        constraints = [models.UniqueConstraint(fields=["code_list", "code", "valid_from"], name="code_item")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
