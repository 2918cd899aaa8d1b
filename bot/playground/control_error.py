"""The refusals of the control API."""


class ControlError(Exception):
    """A request that makes no sense here: a status and a sentence for its sender.

    ``field``: the field of the request that the sentence is about, so that a form can show it
    there.
    """

    def __init__(self, sentence: str, status: int = 400, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.field = field

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.field is None else {"X-Field": self.field}
