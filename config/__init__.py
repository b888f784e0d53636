"""Composition root: what draws on every app and what none of them may import."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
