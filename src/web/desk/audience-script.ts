import { sha256 } from '../../kernel/canonical.js'
import { DROP_ZONE } from './drop-script.js'

/** A follower list as a file. It stands in a module because tsc copies nothing else. */
export const AUDIENCE_SCRIPT = `'use strict';
(() => {
${DROP_ZONE}
  dropZone({
    path: '/desk/reach/lists/file',
    fields: ['account', 'as_of', 'kind', 'column'],
    several: 'Each list is that of one account.',
    command: 'allies audience import',
    page: '/desk/reach/lists',
  });
})();
`

export const AUDIENCE_SCRIPT_PATH = `/assets/audience-${sha256(AUDIENCE_SCRIPT).slice(0, 12)}.js`
