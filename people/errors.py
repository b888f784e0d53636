"""What a verb raises when it declines: a sentence for the person who asked."""


class Refused(Exception):
    """The verb did nothing. `message` says what happened and what to do next.

    Views show it beside the form and give back what was typed.
    """

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)
