"""The response of a view that returns an `Answer`, serialised once."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import to_json
from rest_framework.response import Response

from dominos.kernel.edge.answers import Answer, json_values


class AnswerResponse(Response):
    """A response with an answer, a list of answers, or nothing. `data` gives its JSON values if needed."""

    def __init__(
        self,
        answer: Answer | Iterable[Answer] | None,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(None, status, headers=headers)
        self.answer = answer if answer is None or isinstance(answer, Answer) else list(answer)
        self._written: bytes | None = None

    @property
    def data(self) -> Any:
        return json_values(self.answer)

    @data.setter
    def data(self, value: Any) -> None:
        """Cannot be set: the answer is given once."""

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        if self.answer is None:
            return b""
        self["Content-Type"] = "application/json"
        if self._written is None:
            self._written = to_json(self.answer)
        return self._written
