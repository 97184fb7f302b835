import type { Deps } from '../deps.js'
import { isAppError } from '../kernel/errors.js'
import type { ReachResult } from '../reach/describe.js'
import { estimateReach, type ReachScope } from '../reach/service.js'
import type { Quote } from './reach-bar.js'
import { link } from './request.js'

/** What a set is called in the addresses of the API; sets that have no public address have none. */
const asked = (scope: ReachScope): Record<string, string> | null => {
  if ('list' in scope) return { list: scope.list }
  if ('category' in scope) return { category: scope.category }
  return 'chat' in scope ? { chat: scope.chat } : null
}

/** Sentence and picture of a public estimate; null where it holds no figure. */
export function quoteFrom(deps: Pick<Deps, 'config'>, scope: ReachScope, reach: ReachResult): Quote | null {
  const parameters = asked(scope)
  if (parameters === null || reach.potential_unique_audience === null) return null
  return { picture: `${deps.config.PUBLIC_URL}${link('/api/v1/reach.svg', parameters)}`, statement: reach.statement, as_of: reach.as_of }
}

/** What organisers may carry out of the desk is what the public sees; null for a private list and where reach is not public. */
export async function quoteOf(deps: Deps, scope: ReachScope): Promise<Quote | null> {
  if (!deps.config.PUBLIC_REACH || asked(scope) === null) return null
  try {
    return quoteFrom(deps, scope, await estimateReach(deps, scope, 'public'))
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return null
    throw error
  }
}
