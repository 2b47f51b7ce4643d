"""Carries out what a page asks for."""

from edge.errors import BadInputError
from simulator.web.asked import Asked, Check, Choose, Make, Publish, Write
from simulator.web.checked import check_document, check_text
from simulator.web.desk import Desk
from simulator.web.scenes import Repertoire
from simulator.web.stage import Stage
from simulator.web.tap import Tap
from simulator.web.told import Checked, Refused


class Wishes:
    """One desk's answers; see Grant in simulator.web.server."""

    def __init__(self, *, desk: Desk, tap: Tap, stage: Stage, repertoire: Repertoire) -> None:
        self._desk, self._tap, self._stage, self._repertoire = desk, tap, stage, repertoire

    async def grant(self, asked: Asked) -> Checked | Refused | None:
        """Do what was asked for; the answer is for the page that asked."""
        match asked:
            case Publish(text=text):
                return self._publish(text)
            case Check(number=number, text=text):
                return check_text(number, text, at_work=self._desk.config)
            case Write(number=number, document=document):
                return check_document(number, document, at_work=self._desk.config)
            case Choose(key=key):
                return await self._choose(key)
            case Make(name=name, on=on):
                reason = self._stage.make(name, on=on)
                return Refused(wish=name, reason=reason) if reason else None

    def _publish(self, text: str) -> Refused | None:
        self._desk.remember(text)
        if self._tap.publish_config(text):
            return None
        return Refused(wish="publish", reason="there is no connection to the broker")

    async def _choose(self, key: str) -> Refused | None:
        try:
            scene = self._repertoire.open(key)
        except BadInputError as error:
            return Refused(wish="choose", reason=str(error))
        await self._stage.put_on(scene)
        return None
