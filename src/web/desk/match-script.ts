import { sha256 } from '../../kernel/canonical.js'

/** One key press for what the buttons do; without it the buttons do. It stands in a module because tsc copies nothing else. */
export const MATCH_SCRIPT = `'use strict';
(() => {
  const form = document.querySelector('[data-decide]');
  let sent = false;
  document.addEventListener('keydown', (event) => {
    if (sent || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const field = event.target instanceof Element && event.target.closest('input, select, textarea');
    if (field && key === 'escape') { field.blur(); return; }
    if (field) return;
    const button = key === 'u' ? document.querySelector('[data-undo] button') : form && form.querySelector('[data-key="' + (/^[spd]$/.test(key) ? key : '-') + '"]');
    const later = key === 'n' ? document.querySelector('[data-later]') : null;
    if (!button && !later) return;
    event.preventDefault();
    // Which of the two belongs to the other is not for a key to guess.
    const how = form && form.querySelector('#relation');
    if (key === 'p' && how && how.value === '') { how.focus(); form.querySelector('#say-how').hidden = false; return; }
    sent = true;
    (button || later).click();
  });
  // Coming back by the browser's arrow shows the page as it was left.
  window.addEventListener('pageshow', () => { sent = false; });
})();
`
export const MATCH_SCRIPT_PATH = `/assets/matches-${sha256(MATCH_SCRIPT).slice(0, 12)}.js`
