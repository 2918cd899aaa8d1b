"""How the control API says no."""


class Refused(Exception):
    """A request that makes no sense here: a status and a sentence for whoever sent it."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
