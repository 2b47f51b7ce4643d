// What a screen reader or a keyboard would stumble over: names, references, headings, targets.
() => {
  const problems = [];
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const text = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const name = (element) => (
    element.getAttribute('aria-label')
    || text(element.getAttribute('aria-labelledby') ?? '')
    || [...(element.labels ?? [])].map((label) => label.textContent).join(' ')
    || (element.matches('button, a, summary, [role=tab]') ? element.textContent : '')
  ).trim();
  const say = (element) => `${element.tagName.toLowerCase()}#${element.id}.${element.getAttribute('class')} ${element.textContent.slice(0, 20)}`;
  for (const element of document.querySelectorAll('input, select, textarea, button, a[href], summary, [tabindex="0"], [role=img], [role=group]')) {
    if (!shown(element)) continue;
    if (name(element) === '' && !element.matches('pre')) problems.push(`no name: ${say(element)}`);
    const { width, height } = element.getBoundingClientRect();
    const target = element.matches('button, select, input:not([type=checkbox], [type=radio])');
    if (target && (width < 24 || height < 24)) problems.push(`${width} x ${height} px: ${say(element)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(`id twice: ${id}`);
  for (const key of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
    for (const element of document.querySelectorAll(`[${key}]`)) {
      for (const id of element.getAttribute(key).split(/\s+/)) if (!document.getElementById(id)) problems.push(`${key} leads nowhere: ${say(element)}`);
    }
  }
  let level = 0;
  for (const heading of [...document.querySelectorAll('h1, h2, h3, h4')].filter(shown)) {
    const now = Number(heading.tagName[1]);
    if (now > level + 1) problems.push(`a heading is skipped before: ${say(heading)}`);
    level = now;
  }
  if (document.querySelectorAll('main').length !== 1) problems.push('not one main');
  if (document.querySelectorAll('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])').length) problems.push('an order of tabs by number');
  return problems;
}
