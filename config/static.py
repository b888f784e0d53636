"""Static files under names that carry their content's hash, ES imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import … from "./x.js"` to the hashed name too, so modules cache for ever."""

    support_js_module_import_aggregation = True
