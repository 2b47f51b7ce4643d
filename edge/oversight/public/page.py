"""The statement as one HTML file for a passer-by: no script, nothing from elsewhere, and prints."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from types import ModuleType

from edge.oversight.public import english
from edge.oversight.public.kept import is_sealing, keeps, keeps_pictures
from edge.oversight.public.sheet import sheet
from edge.oversight.public.stale import grouped
from edge.oversight.public.statement import Facts, Statement
from edge.oversight.public.words import Contact


def page(statement: Statement, *, signed: bool, language: ModuleType = english) -> str:
    """The whole file. signed: whether the camera's own signature was found good.

    language: english, or a module with the same names.
    """
    return _Page(statement=statement, signed=signed, language=language).html()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    statement: Statement
    signed: bool
    language: ModuleType

    @property
    def facts(self) -> Facts:
        return self.statement.facts

    def html(self) -> str:
        title = escape(self._title())
        content = (
            f"<h1>{title}</h1>\n{self._in_short()}"
            f"{self._section('who', self._who())}"
            f"{self._section('what', self._what())}"
            f"{self._section('kept', self._kept())}"
            f"{self._section('leaves', self._leaves())}"
            f"{self._section('rights', self._rights())}"
            f"{self._section('programs', self._programs())}"
            f"{self._section('ever', self._ever())}"
            f"{self._section('true', self._true())}"
        )
        return sheet(title, f"<main>\n{content}</main>\n{self._footer()}", self.language.CODE)

    def _say(self, key: str, **values: object) -> str:
        text: str = self.language.TEXT[key]
        return text.format(**values)

    def _title(self) -> str:
        place = self.facts.words.place or self.facts.camera
        return self._say("title") if place is None else self._say("title_at", place=place)

    def _in_short(self) -> str:
        facts = self.facts
        keys = [] if facts.at_work else ["not_set_up"]
        keys.append("covered_whole" if facts.privacy.get("strict") else "covered")
        keys += ["no_names", "no_sound"]
        keys.append("video" if keeps_pictures(facts) else "no_video")
        keys += ["sealed"] if is_sealing(facts) else []
        comes_open = facts.source == "network"
        keys += ["no_network_onwards" if comes_open else "no_network", "limits"]
        points = [self._say(key) for key in keys]
        if comes_open:
            points.append(self.language.SOURCES["network"])
        label = escape(self._say("in_short"))
        return f'<section class=short aria-label="{label}">\n{self._list(points)}</section>\n'

    def _who(self) -> str:
        words = self.facts.words
        return self._terms(
            [
                (self._say("operator"), self._contact(words.controller)),
                (self._say("officer"), self._contact(words.protection_officer)),
                (self._say("law"), self._said(words.legal_basis)),
            ]
        )

    def _what(self) -> str:
        facts, language = self.facts, self.language
        if not facts.rules:
            return f"<p>{escape(self._say('nothing'))}</p>\n"
        level = facts.privacy["level"]
        parts = []
        for name, text in facts.purposes.items():
            rules = [language.rule(w, level=level) for w in facts.rules if name in w.purposes]
            said = self._said(None if text is None else text.text)
            parts.append(f"<h3>{escape(name)}</h3>\n<p>{said}</p>\n{self._list(rules)}")
        rules = [language.rule(w, level=level) for w in facts.rules if not w.purposes]
        if rules:
            parts.append(f"<h3>{escape(self._say('itself'))}</h3>\n{self._list(rules)}")
        if facts.timezone is not None:
            hours = self._say("hours_of", timezone=facts.timezone)
            parts.append(f"<p>{escape(hours)}</p>\n")
        return "".join(parts)

    def _kept(self) -> str:
        rows = [self.language.kept(one) for one in keeps(self.facts)]
        shown = self._terms([(what, self._marked(how_long)) for what, how_long in rows])
        if keeps_pictures(self.facts):
            return shown
        return f"<p>{escape(self._say('no_video'))}</p>\n{shown}"

    def _leaves(self) -> str:
        facts, language = self.facts, self.language
        window = language.span(facts.counts["window_s"])
        points = [language.LEVELS[facts.privacy["level"]], self._say("totals", window=window)]
        noise = language.noise(facts.counts)
        points += [] if noise is None else [noise]
        points += [self._say("preview")] if facts.preview else []
        points += [self._say("private", count=len(facts.private))] if facts.private else []
        points.append(self._say("source", source=language.SOURCES[facts.source]))
        recipients = [(self._say("recipients"), self._said(facts.words.recipients))]
        return self._list(points) + self._terms(recipients)

    def _rights(self) -> str:
        words = self.facts.words
        return self._terms(
            [
                (self._say("how"), self._said(words.rights)),
                (self._say("complain"), self._contact(words.authority)),
            ]
        )

    def _programs(self) -> str:
        language = self.language
        return self._terms(
            [
                (
                    self._say("program", name=one.name, task=language.TASKS[one.task]),
                    self._marked(language.model(one)),
                )
                for one in self.facts.models
            ]
        )

    def _ever(self) -> str:
        ceiling, oversight = self.facts.ceiling, self.facts.oversight
        settings, clips = ceiling.settings, ceiling.settings.get("clips")
        points = [] if ceiling.by_policy else [self._say("no_policy")]
        points.append(self._say("at_most", level=self.language.LEVELS[settings["level"]]))
        if clips is None:
            points.append(self._say("never_video"))
        else:
            points.append(self._say("video_at_most", hours=clips["keep_hours"]))
        sealed = settings.get("sealed")
        if sealed is not None:
            points.append(self._say("sealed_at_most", hours=sealed["keep_hours"]))
        if settings.get("window_from_afar"):
            points.append(self._say("window_from_afar"))
        if oversight.keys:
            needed = oversight.at_least
            points.append(self._say("loosen", needed=needed, keys=oversight.keys))
        else:
            points.append(self._say("nobody_loosens"))
        if settings.get("until"):
            points.append(self._say("until", until=settings["until"]))
        return self._list(points)

    def _true(self) -> str:
        by = self._marked(self._say("signed" if self.signed else "unsigned"))
        number = f"{escape(self._say('number'))} <code>{grouped(self.statement.hash)}</code>."
        return f"<p>{by} {number} {escape(self._say('compare'))}</p>\n"

    def _footer(self) -> str:
        statement = self.statement
        rows = (
            ("camera", self.facts.camera or "-"),
            ("firmware", self.facts.firmware),
            ("configuration", statement.config_version or "-"),
            ("policy", statement.policy_version or "-"),
            ("sha256", statement.hash),
            ("key", statement.key or "-"),
        )
        shown = "<br>\n".join(f"{name}: <code>{escape(str(value))}</code>" for name, value in rows)
        return f"<footer>\n<p>{shown}</p>\n</footer>\n"

    # -- words as HTML

    def _section(self, key: str, content: str) -> str:
        return f"<section>\n<h2>{escape(self._say(key))}</h2>\n{content}</section>\n"

    def _list(self, points: Iterable[str]) -> str:
        items = "".join(f"<li>{self._marked(point)}</li>\n" for point in points)
        return f"<ul>\n{items}</ul>\n"

    def _terms(self, rows: Iterable[tuple[str, str]]) -> str:
        """rows: a term as text, and what is said of it as HTML."""
        items = "".join(f"<dt>{escape(term)}</dt>\n<dd>{said}</dd>\n" for term, said in rows)
        return f"<dl>\n{items}</dl>\n"

    def _marked(self, text: str) -> str:
        """Text as HTML; what a language calls loud is strong, to a screen reader as well."""
        loud = self.language.is_loud(text)
        return f"<strong class=loud>{escape(text)}</strong>" if loud else escape(text)

    def _said(self, words: str | None) -> str:
        """The operator's own words, in his language, or that there are none."""
        if words is None:
            return self._marked(self.language.MISSING)
        return f'<span lang="{self.facts.words.language}" dir="auto">{escape(words)}</span>'

    def _contact(self, contact: Contact | None) -> str:
        if contact is None:
            return self._said(None)
        parts = [self._said(contact.name)]
        parts += [] if contact.address is None else [self._said(contact.address)]
        if contact.email is not None:
            email = escape(contact.email)
            parts.append(f'<a href="mailto:{email}">{email}</a>')
        parts += [] if contact.phone is None else [escape(contact.phone)]
        return "<br>\n".join(parts)
