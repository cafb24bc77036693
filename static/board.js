// The pairing board by keyboard: arrows walk through the choices and between the lists, Escape puts down.
// Without it everything is still a link or a button that Tab reaches and Enter presses.
const lists = () => [...document.querySelectorAll('[data-list]')].map(stops).filter(list => list.length);
const stops = list => [...list.querySelectorAll('[data-stop]')].filter(one => !one.disabled && one.offsetParent);

function next(key, stop) {
  const own = lists(), at = own.findIndex(list => list.includes(stop)), list = own[at], place = list.indexOf(stop);
  if (key === 'ArrowDown') return list[place + 1];
  if (key === 'ArrowUp') return list[place - 1];
  if (key === 'Home') return list[0];
  if (key === 'End') return list.at(-1);
  const beside = own[at + (key === 'ArrowRight' ? 1 : -1)];
  return beside && (beside.find(one => one.matches('[aria-pressed=true]')) || beside[0]);
}

document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.key === 'Escape') {
    const open = document.querySelector('details.menu[open]');
    if (!open) document.querySelector('[data-putdown]')?.click();
    return;
  }
  if (!['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return;
  const stop = event.target.closest?.('[data-stop]');
  if (!stop) return;
  event.preventDefault();
  next(event.key, stop)?.focus();
});

// Whoever was put down keeps the focus.
if (/^#[pv]-/.test(location.hash)) document.getElementById(location.hash.slice(1))?.focus();
