"""Static files under names that carry their content's hash, ES imports included."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile, File
from django.utils.module_loading import import_string
from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = "js/"
CAN_MINIFY = find_spec("minify") is not None


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrites `import … from "./x.js"` to the hashed name too, so modules cache for ever.

    Our own scripts lose their comments on the way; where the library for that has no package for
    the machine they are served as they were written.
    """

    support_js_module_import_aggregation = True
    # Each pass settles one more step of a chain of imports; the room's chains are longer than five.
    max_post_process_passes = 20

    def save(self, name: str, content: "File[bytes]", max_length: int | None = None) -> str:
        """Keep a collected file, under its own name still."""
        if CAN_MINIFY and name.startswith(OURS) and name.endswith(".js"):
            text = content.read().decode()
            content = ContentFile(import_string("config.minified.script")(text).encode())
        return str(super().save(name, content, max_length=max_length))

    def post_process(
        self, paths: Mapping[str, object], **options: bool
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """Name what was collected by its content, instead of what it was collected from."""
        yield from super().post_process({name: (self, name) for name in paths}, **options)


class StaticFiles(StaticFilesConfig):
    """Django's static files, without the htmx extensions that no page of ours uses.

    Their comments show imports of files that don't exist, which the hashing takes for real ones.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx/ext/*"]
