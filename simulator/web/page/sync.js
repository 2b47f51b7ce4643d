/** Brings a form up to date without making it anew. */

/**
 * Take over the values of a form made anew, if it has the same fields; tell whether it has. Where a
 * key ends in the name of a place, after a slash, the name may be another one.
 */
export function sync(old, made) {
  const holder = document.createElement('div');
  holder.append(...made);
  const [before, after] = [keyed(old), keyed(holder)];
  const same = before.length === after.length && before.length > 0 && before.every((each, i) => fieldOf(each) === fieldOf(after[i]));
  if (!same) return false;
  before.forEach((each, i) => copy(each, after[i]));
  const pairs = (selector, take) => {
    const fresh = holder.querySelectorAll(selector);
    old.querySelectorAll(selector).forEach((each, i) => take(each, fresh[i]));
  };
  pairs('.fine', (each, { textContent }) => { each.textContent = textContent; });
  pairs('.swatch', (each, { style }) => each.style.setProperty('--colour', style.getPropertyValue('--colour')));
  pairs('[data-path]', (each, { dataset }) => Object.assign(each.dataset, dataset));
  pairs('[aria-label]', (each, fresh) => each.setAttribute('aria-label', fresh.getAttribute('aria-label')));
  return true;
}

function keyed(form) {
  return [...form.querySelectorAll('[data-key]')];
}

function fieldOf({ dataset }) {
  return dataset.key.split('/')[0];
}

/** What a person types into now stays as it is, unless it has become another place's. */
function copy(control, made) {
  const typed = control === document.activeElement && control.type === 'text' && control.dataset.key === made.dataset.key;
  control.dataset.key = made.dataset.key;
  if (control.type === 'checkbox') control.checked = made.checked;
  if (control.type === 'checkbox' || typed) return;
  const { value } = made;
  if (control.textContent !== made.textContent) control.replaceChildren(...made.childNodes);
  if (control.value !== value) control.value = value;
}
