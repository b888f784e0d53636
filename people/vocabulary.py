"""The words by which people look for a therapist: codes that stay, labels that are translated."""

from django.utils.translation import gettext_lazy as _

NEEDS = {
    "anxiety": _("Anxiety and worry"),
    "low-mood": _("Low mood"),
    "stress": _("Stress and burnout"),
    "sleep": _("Sleep"),
    "trauma": _("Trauma"),
    "grief": _("Grief and loss"),
    "relationships": _("Relationships"),
    "self-worth": _("Self-worth"),
    "identity": _("Identity and life changes"),
    "panic": _("Panic and phobias"),
    "ocd": _("Obsessions and compulsions"),
    "parenting": _("Parenting and family"),
}

APPROACHES = {
    "cbt": _("Cognitive behavioural therapy (CBT)"),
    "act": _("Acceptance and commitment therapy (ACT)"),
    "psychodynamic": _("Psychodynamic therapy"),
    "emdr": _("EMDR"),
    "person-centred": _("Person-centred therapy"),
    "dbt": _("Dialectical behaviour therapy (DBT)"),
    "schema": _("Schema therapy"),
    "systemic": _("Systemic therapy"),
    "compassion": _("Compassion-focused therapy"),
    "cbt-i": _("CBT for insomnia (CBT-I)"),
}

# Each language under its own name.
LANGUAGES = {
    "ar": "العربية",
    "cs": "čeština",
    "de": "Deutsch",
    "en": "English",
    "es": "español",
    "fr": "français",
    "it": "italiano",
    "nl": "Nederlands",
    "pl": "polski",
    "pt": "português",
    "sv": "svenska",
    "tr": "Türkçe",
    "uk": "українська",
}
