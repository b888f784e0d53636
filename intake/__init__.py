"""Intake: questionnaires and measures, history, consent, and who is ready to meet."""
