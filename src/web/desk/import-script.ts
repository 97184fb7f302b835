import { sha256 } from '../../kernel/canonical.js'
import { DROP_ZONE } from './drop-script.js'

/** What is long does not go as a form. It stands in a module because tsc copies nothing else. */
export const IMPORT_SCRIPT = `'use strict';
(() => {
${DROP_ZONE}
  dropZone({
    path: '/desk/imports/file',
    fields: ['where', 'col_text', 'col_author', 'col_time', 'col_id'],
    several: 'Several that belong together can be given as one zip.',
    command: 'allies import',
    page: '/desk/imports',
  });
})();
`

export const IMPORT_SCRIPT_PATH = `/assets/import-${sha256(IMPORT_SCRIPT).slice(0, 12)}.js`
