"""What every record of knowledge is: exactly what its file says, checked, and never changed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]+$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Record(BaseModel):
    """Shared by every record: nothing unknown is accepted, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid")
