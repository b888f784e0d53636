"""docs/questionnaires.md says what the files say."""

from pathlib import Path

from intake.engine import Library, Questionnaire

DOC = Path(__file__).parents[2] / "docs" / "questionnaires.md"


def row(questionnaire: Questionnaire) -> str:
    about, measure = questionnaire.about, questionnaire.measure
    loinc = ", ".join(
        [about.loinc] * bool(about.loinc) + [f"total {about.loinc_total}"] * bool(about.loinc_total)
    )
    cells = [about.code, questionnaire.title, loinc or "–"]
    if measure:
        times = f" × {measure.factor}" if measure.factor != 1 else ""
        cutoff = measure.cutoff
        change = measure.reliable_change
        cells += [
            f"{len(measure.items)} items{times}",
            f"{measure.minimum}–{measure.maximum}",
            ", ".join(f"{band.start} {band.label}" for band in measure.bands),
            f"{'≤' if cutoff.at_most else '≥'} {cutoff.value}" if cutoff else "–",
            str(change.points) if change else "–",
        ]
    else:
        cells += ["–"] * 5
    risks = ", ".join(f"{risk.link_id} ≥ {risk.at_least}" for risk in questionnaire.risk)
    return "| " + " | ".join([*cells, risks or "–"]) + " |"


def test_the_table_is_the_files():
    library = Library.shipped()
    rows = [row(library.current(code)) for code in library.codes()]
    assert "\n".join(rows) in DOC.read_text(encoding="utf-8")
