/** Brings a form up to date without making it anew. */

/** Take over the values of a form made anew, if it has the same fields; tell whether it has. */
export function sync(old, made) {
  const holder = document.createElement('div');
  holder.append(...made);
  const [before, after] = [keyed(old), keyed(holder)];
  const same = before.length === after.length && before.length > 0 && before.every((each, i) => each.dataset.key === after[i].dataset.key);
  if (!same) return false;
  before.forEach((each, i) => copy(each, after[i]));
  const texts = holder.querySelectorAll('.fine');
  old.querySelectorAll('.fine').forEach((each, i) => {
    each.textContent = texts[i].textContent;
  });
  const colours = holder.querySelectorAll('.swatch');
  old.querySelectorAll('.swatch').forEach((each, i) => each.style.setProperty('--colour', colours[i].style.getPropertyValue('--colour')));
  return true;
}

function keyed(form) {
  return [...form.querySelectorAll('[data-key]')];
}

/** What a person types into now stays as it is. */
function copy(control, made) {
  if (control === document.activeElement && control.type !== 'checkbox') return;
  if (control.type === 'checkbox') control.checked = made.checked;
  else if ('value' in control && control.value !== made.value) control.value = made.value;
}
