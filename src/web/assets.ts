import type { FastifyPluginAsync } from 'fastify'
import { ICON } from '../http/docs.js'
import { sha256 } from '../kernel/canonical.js'
import { BOARD_SCRIPT, BOARD_SCRIPT_PATH } from './board/script.js'
import { AUDIENCE_SCRIPT, AUDIENCE_SCRIPT_PATH } from './desk/audience-script.js'
import { IMPORT_SCRIPT, IMPORT_SCRIPT_PATH } from './desk/import-script.js'
import { MATCH_SCRIPT, MATCH_SCRIPT_PATH } from './desk/match-script.js'
import { BASE } from './styles/base.js'
import { BOARD } from './styles/board.js'
import { IDENTITY } from './styles/identity.js'
import { IMPORTS } from './styles/imports.js'
import { PARTS } from './styles/parts.js'
import { REACH } from './styles/reach.js'

const STYLES = `${BASE}${PARTS}${BOARD}${IMPORTS}${IDENTITY}${REACH}`

/** The name changes with the content, so browsers may keep it for a year. It stands in a module because tsc copies nothing else. */
export const STYLES_PATH = `/assets/site-${sha256(STYLES).slice(0, 12)}.css`

export const ICON_PATH = `/assets/icon-${sha256(ICON).slice(0, 12)}.svg`

const FOR_A_YEAR = 'public, max-age=31536000, immutable'

export const assets: FastifyPluginAsync = async (app) => {
  for (const [path, type, body] of [
    [STYLES_PATH, 'text/css; charset=utf-8', STYLES],
    [ICON_PATH, 'image/svg+xml', ICON],
    [BOARD_SCRIPT_PATH, 'text/javascript; charset=utf-8', BOARD_SCRIPT],
    [IMPORT_SCRIPT_PATH, 'text/javascript; charset=utf-8', IMPORT_SCRIPT],
    [AUDIENCE_SCRIPT_PATH, 'text/javascript; charset=utf-8', AUDIENCE_SCRIPT],
    [MATCH_SCRIPT_PATH, 'text/javascript; charset=utf-8', MATCH_SCRIPT],
  ] as const) {
    app.get(path, { schema: { hide: true } }, async (_request, reply) => reply.type(type).header('cache-control', FOR_A_YEAR).send(body))
  }
}
