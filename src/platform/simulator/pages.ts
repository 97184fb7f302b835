// ◆ pure
import { sha256 } from '../../kernel/canonical.js'
import { badRequest, type Call } from './call.js'
import type { SimState } from './state.js'

/**
 * Opaque page tokens that need no store: the position and a seal over seed, scope and position, so that a token of another list or another run is
 * refused as X refuses it.
 */
export const nextToken = (state: SimState, scope: string, position: number): string => `${position.toString(32)}z${seal(state, scope, position)}`

/** Where the asked page starts: 0 without a token. */
export function startOf(call: Call, scope: string): number {
  const token = call.query.get('pagination_token') ?? call.query.get('next_token')
  if (token === null) return 0
  const position = Number.parseInt(token.split('z', 1)[0] ?? '', 32)
  if (Number.isSafeInteger(position) && token === nextToken(call.state, scope, position)) return position
  throw badRequest(call, 'pagination_token', token, `The \`pagination_token\` query parameter value [${token}] is not valid`)
}

const seal = (state: SimState, scope: string, position: number) => sha256(`${state.seed}:${scope}:${position}`).slice(0, 24)
