from goals.actions.reaching import achieve, rate, set_aside, take_up_again
from goals.actions.wording import agree, decline, propose, reword, withdraw

__all__ = [
    "achieve",
    "agree",
    "decline",
    "propose",
    "rate",
    "reword",
    "set_aside",
    "take_up_again",
    "withdraw",
]
