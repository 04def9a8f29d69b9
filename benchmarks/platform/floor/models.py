"""A menu of products, and orders of it."""

from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField()
    description = models.TextField()

    class Meta:
        app_label = "floor"


class Variant(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    name = models.CharField(max_length=20)
    sku = models.CharField(max_length=20)
    price = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        app_label = "floor"


class Option(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="options")
    name = models.CharField(max_length=20)
    price = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        app_label = "floor"


class Order(models.Model):
    status = models.CharField(max_length=16, default="placed")
    customer = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    total = models.DecimalField(max_digits=9, decimal_places=2)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT)
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=9, decimal_places=2)
    options = models.JSONField(default=list)

    class Meta:
        app_label = "floor"


class Payment(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    state = models.CharField(max_length=16)

    class Meta:
        app_label = "floor"


class Event(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"
