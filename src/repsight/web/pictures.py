"""Camera pictures to keypoints, for one session."""

import numpy as np

from repsight.core.types import People
from repsight.web.errors import RefusedError
from repsight.web.hub import Hub
from repsight.web.jpeg import jpeg_size
from repsight.web.store import OpenSession
from repsight.web.wire import Picture, Poses


class PictureLooker:
    """Has the pose process look at the pictures of one client."""

    def __init__(self, hub: Hub, one: OpenSession) -> None:
        self._hub = hub
        self._one = one
        self._stream = next(hub.streams)

    async def look(self, picture: Picture) -> Poses | None:
        """Who is in it, in pixels of the session's picture; None where the picture was lost.

        Raises RefusedError where it is none, or a huge one.
        """
        limit = self._hub.settings.limits.picture_pixels
        size = jpeg_size(picture.jpeg)
        if self._one.live.opening.mode != "frames":
            raise RefusedError("mode", "This session takes poses; open one for frames.")
        if size is None:
            raise RefusedError("picture", "The picture is no JPEG.")
        if not 0 < size[0] * size[1] <= limit:
            raise RefusedError("picture", f"A picture may have {limit} pixels; send a smaller one.")
        answer = await self._hub.pose.look(self._stream, picture.t, picture.jpeg)
        if answer is None:
            return None
        people = _scaled(answer.people, answer.size, self._one.live.size)
        return Poses(picture.seq, picture.t, people, min(answer.light, 1.0))


def _scaled(people: People, have: tuple[int, int], want: tuple[int, int]) -> People:
    """The people of a picture that was made smaller for the way."""
    if have == want or not len(people):
        return people
    factors = np.array([want[0] / have[0], want[1] / have[1]], np.float32)
    keypoints = people.keypoints * np.append(factors, np.float32(1))
    return People(keypoints, people.boxes * np.tile(factors, 2), people.scores)
