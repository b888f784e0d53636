"""Static files under names that carry their content's hash, ES imports included."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import … from "./x.js"` to the hashed name too, so modules cache for ever."""

    support_js_module_import_aggregation = True


class StaticFiles(StaticFilesConfig):
    """Django's static files, without the htmx extensions that no page of ours uses.

    Their comments show imports of files that don't exist, which the hashing takes for real ones.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
