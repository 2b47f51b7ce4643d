"""An HTML file for a phone, the dark, a screen reader and paper; it asks nobody for anything."""

from typing import Final

# Colours keep 7:1 (WCAG 2.2, 1.4.6) on white and on black; nothing is told by colour alone.
_STYLE: Final = """
:root { color-scheme: light dark; --ink: #111; --paper: #fff; --soft: #f1f3f5; --line: #667;
  --warn: #8a1a00; --link: #0b3d91 }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f2; --paper: #111; --soft: #23262b;
  --line: #99a; --warn: #ffb4a0; --link: #a8c7ff } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1rem; max-width: 44rem; background: var(--paper);
  color: var(--ink); font: 1.06rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .4rem 0 }
h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; border-top: 2px solid var(--line);
  padding-top: .8rem }
h3 { font-size: 1.06rem; margin: 1.2rem 0 .2rem }
.short { background: var(--soft); padding: .6rem 1rem; border-radius: .5rem }
ul { padding-left: 1.2rem } li { margin: .35rem 0 }
dt { font-weight: 650; margin-top: .7rem } dd { margin: 0 }
.loud { color: var(--warn); font-weight: 650 }
a { color: var(--link) } code { font-size: .9em }
footer { margin-top: 2rem; font-size: .9rem }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt }
  h2, h3, dt { break-after: avoid } li, dd { break-inside: avoid } }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def sheet(title: str, body: str, language: str) -> str:
    """Wrap what is to be shown. title, body: HTML. language: BCP 47."""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
