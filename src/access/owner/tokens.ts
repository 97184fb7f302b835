import type { Store } from '../../db/tx.js'
import type { Log } from '../../deps.js'
import type { Clock } from '../../kernel/clock.js'
import { isSealError } from '../../kernel/seal.js'
import { type AccountSignIn, isPlatformError, PlatformError, type TokenGrant } from '../../platform/port.js'
import type { UserSource, UserToken } from '../../platform/x/credentials.js'
import * as repo from './repo.js'
import { accessPlace, createSeals, refreshPlace, type Seals } from './seals.js'

/** Refreshed so long before it runs out, that a call begun with it still ends with it. */
const FRESH_MS = 5 * 60_000
/** A refresh that takes longer was left by a process that died: its call lasts 10 s at most, storing its answer as long. */
export const REFRESH_LEASE_MS = 30_000
const POLL_MS = 250
/** After a failure of the token server it is left alone so long. */
const QUIET_MS = 30_000
const SAVE_TRIES = 6
const MOST_ROUNDS = 3

/** What `withTokens` of a row becomes, for the plain tokens X gave. */
export const sealedTokens = (seals: Seals, id: string, { access_token, refresh_token }: Pick<TokenGrant, 'access_token' | 'refresh_token'>) => ({
  access_token: seals.seal(accessPlace(id), access_token),
  ...(refresh_token === null ? {} : { refresh_token: seals.seal(refreshPlace(id), refresh_token) }),
  key_id: seals.keyId,
})

export const NOBODY = 'nobody has connected the account that owns the lists: open /desk/owner, or use allies owner connect'
export const OTHER_SECRET = 'its tokens were encrypted with another SECRET than the present one: restore that, or connect the account again at /desk/owner'
const AGAIN = 'connect the account again at /desk/owner, or with allies owner connect'

const refused = (message: string) => new PlatformError('auth', message)

export interface OwnerTokensOptions {
  store: Pick<Store, 'database'>
  clock: Clock
  log: Log
  secret: string
  endpoint: Pick<AccountSignIn, 'refreshTokens' | 'revokeTokens'>
}

/**
 * The connected owner's tokens, for every call anew: the row is read each time, so that consent taken back in one process ends calls in all of them.
 *
 * Refreshing (X's refresh tokens can be used once): an intent is noted in the row, which only one process can do; then the call; then both new tokens are
 * stored at once, and only then used. A process that dies in between leaves its intent: after its lease another tries the old refresh token once more. If
 * it was spent, nobody has the new one, the state becomes `reconnect` and says why.
 */
export function createOwnerTokens({ store, clock, log, secret, endpoint }: OwnerTokensOptions): UserSource {
  const { db } = store.database
  const seals = createSeals(secret)
  /** In one process one refresh at a time, and all who wait share it. */
  let flying: { of: string; done: Promise<boolean> } | undefined
  let quietUntil = 0
  const lateBy = () => new Date(clock.now().getTime() - REFRESH_LEASE_MS)
  const busy = (row: repo.OwnerRow) => (row.refreshing_since !== null && row.refreshing_since >= lateBy()) || clock.now().getTime() < quietUntil

  return {
    kind: 'source',
    account: async () => {
      const row = await repo.connectedOwner(db)
      return row?.state === 'active' ? { id: row.x_user_id, username: row.username } : null
    },
    current: async () => {
      for (let round = 1; ; round++) {
        const row = await ownerInForce()
        const left = (row.expires_at?.getTime() ?? 0) - clock.now().getTime()
        const usable = left > 0
        // A new token is used however soon it ends: refreshing it at once again would never end.
        if (left > FRESH_MS || (round > 1 && usable)) return tokenOf(row)
        if (round > MOST_ROUNDS) throw refused(`the tokens that X gives for @${row.username} have run out as they come: look at the clock of this machine`)
        // Whoever is refreshing needs no company while the old token still serves.
        if (usable && busy(row)) return tokenOf(row)
        try {
          await refresh(row)
        } catch (error) {
          if (!isPlatformError(error) || !usable || error.kind === 'auth') throw asAuth(error)
          log.warn({ reason: error.message }, "the list owner's token could not be refreshed; the old one is used until it runs out")
          return tokenOf(row)
        }
      }
    },
    renew: async (token) => {
      const row = await ownerInForce()
      const known = tokenOf(row)
      // Somebody was faster.
      if (known.access_token !== token) return known
      try {
        await refresh(row)
      } catch (error) {
        throw asAuth(error)
      }
      return tokenOf(await ownerInForce())
    },
  }

  /** @throws PlatformError auth */
  async function ownerInForce(): Promise<repo.OwnerRow> {
    const row = await repo.connectedOwner(db)
    if (row?.state === 'active') return row
    if (row) throw refused(`@${row.username} has to be connected again (${row.note ?? 'X refuses its tokens'}): ${AGAIN}`)
    const last = await repo.lastOwner(db)
    throw refused(last ? `consent for @${last.username} was taken back; nothing is sent in its name any more. To go on, ${AGAIN}` : NOBODY)
  }

  function tokenOf(row: repo.OwnerRow): UserToken {
    return { access_token: open(row, 'access_token'), subject: row.x_user_id, username: row.username }
  }

  function open(row: repo.OwnerRow, column: 'access_token' | 'refresh_token'): string {
    const sealed = row[column]
    if (sealed === null) throw refused(`@${row.username} has no ${column === 'refresh_token' ? 'refresh token' : 'token'}: ${AGAIN}`)
    try {
      return seals.open(column === 'access_token' ? accessPlace(row.id) : refreshPlace(row.id), sealed)
    } catch (error) {
      if (!isSealError(error)) throw error
      throw refused(`@${row.username}: ${error.reason === 'other_key' ? OTHER_SECRET : `its stored tokens are damaged: ${AGAIN}`}`)
    }
  }

  /** Afterwards the row holds other tokens, or another state. @throws PlatformError */
  async function refresh(given: repo.OwnerRow): Promise<void> {
    for (let row = given; ; ) {
      if (clock.now().getTime() < quietUntil) throw new PlatformError('transient', "X's token server did not answer a moment ago")
      const of = `${row.id} ${row.generation}`
      if (flying?.of !== of) {
        const mine = {
          of,
          done: refreshOnce(row).finally(() => {
            if (flying === mine) flying = undefined
          }),
        }
        flying = mine
      }
      if (await flying.done) return
      // Another process is at it.
      await clock.sleep(POLL_MS)
      const now = await repo.ownerById(db, row.id)
      if (now?.generation !== row.generation || now.state !== 'active') return
      row = now
    }
  }

  /** False if another process is refreshing. */
  async function refreshOnce(row: repo.OwnerRow): Promise<boolean> {
    const refreshToken = open(row, 'refresh_token')
    const claimed = await repo.claimRefresh(db, row.id, row.generation, clock.now(), lateBy())
    if (!claimed) return false
    // The one before us got no answer, or died with it.
    const brokenOff = row.refreshing_since
    let grant: TokenGrant
    try {
      grant = await endpoint.refreshTokens(refreshToken)
    } catch (error) {
      await refreshFailed(row, error, brokenOff)
      throw error
    }
    await keep(row, grant)
    return true
  }

  async function refreshFailed(row: repo.OwnerRow, error: unknown, brokenOff: Date | null): Promise<void> {
    const now = clock.now()
    if (isPlatformError(error) && error.kind === 'auth') {
      const note = brokenOff
        ? `a refresh of its tokens was broken off at ${brokenOff.toISOString()}, and X refuses the old ones`
        : 'X refuses to renew its tokens: access was taken back at X, or they were used elsewhere'
      await repo.endRefresh(db, row.id, row.generation, { state: 'reconnect', note, updated_at: now })
      log.error({ owner: row.username, note }, 'the list owner has to be connected again')
      return
    }
    quietUntil = now.getTime() + QUIET_MS
    // The old refresh token may be spent or not: it is kept, and the next try will tell.
    const note = isPlatformError(error) && error.kind === 'invalid' ? error.message : 'the last refresh of its tokens got no answer; it is tried again'
    await repo.endRefresh(db, row.id, row.generation, { note, updated_at: now })
  }

  /** The old pair is spent: what is not stored now is lost, so a database that stumbles is asked again for some seconds. */
  async function keep(row: repo.OwnerRow, grant: TokenGrant): Promise<void> {
    const values = {
      ...sealedTokens(seals, row.id, grant),
      expires_at: grant.expires_at,
      ...(grant.scopes === null ? {} : { scopes: grant.scopes }),
      generation: row.generation + 1,
      note: null,
      updated_at: clock.now(),
    }
    for (let attempt = 1; ; attempt++) {
      try {
        if (await repo.endRefresh(db, row.id, row.generation, values)) return
        // Consent was taken back meanwhile: these tokens, which nobody may use, end too. Connected anew: leave that one alone.
        const now = await repo.ownerById(db, row.id)
        if (now?.state === 'disconnected') await endpoint.revokeTokens([grant.refresh_token, grant.access_token].filter((token) => token !== null))
        return
      } catch (error) {
        if (attempt >= SAVE_TRIES) throw error
        await clock.sleep(100 * 2 ** attempt)
      }
    }
  }

  /** Nothing was sent, whatever ails the token server: not `transient`, which of a write means that its effect is unknown. */
  function asAuth(error: unknown): unknown {
    if (!isPlatformError(error)) return error
    if (error.kind === 'auth' && !error.message.startsWith('X refuses')) return error
    if (error.kind === 'auth') return refused(`the account that owns the lists has to be connected again (${error.message}): ${AGAIN}`)
    const way = error.kind === 'invalid' ? '' : '; nothing needs to be connected anew, it is tried again with the next call'
    return refused(`the list owner's token has run out and could not be renewed (${error.message})${way}`)
  }
}
