from people.actions.care import activate_care, end_care, hand_over, open_care

__all__ = ["activate_care", "end_care", "hand_over", "open_care"]
