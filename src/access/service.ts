import { timingSafeEqual } from 'node:crypto'
import type { Actor } from '../db/tx.js'
import type { Deps } from '../deps.js'
import { AppError, type Fault } from '../kernel/errors.js'
import { formatKey, hashKey, parseKey } from './key-format.js'
import * as repo from './repo.js'
import { expandScopes, isScope, SCOPES, type Scope } from './scopes.js'

export interface NewKey {
  name: string
  scopes: readonly string[]
  expires_at?: Date | undefined
  actor: Actor
  /** Scopes of who makes it, who can give no other ones. Left out where the machine itself makes it. */
  within?: readonly string[] | undefined
}

/** What may be known of a key after it was made. */
export interface KeyInfo {
  id: string
  prefix: string
  name: string
  scopes: readonly string[]
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
  last_used_at: Date | null
}

export interface Holder {
  id: string
  name: string
  /** Implications spelt out. */
  scopes: readonly Scope[]
}

/** More live ones than any team needs; each is a door. */
const MOST_LIVE = 500

const info = ({ hash: _hash, ...rest }: repo.KeyRow): KeyInfo => rest

/** What is wrong with scopes that somebody is to be given: none at all, or one that does not exist. */
export function scopeFaults(scopes: readonly string[]): Fault[] {
  if (scopes.length === 0) return [{ pointer: '/scopes', code: 'missing', detail: `Name at least one scope of ${SCOPES.join(', ')}.` }]
  return scopes
    .filter((scope) => !isScope(scope))
    .map((scope) => ({ pointer: '/scopes', code: 'enum', detail: `${scope.slice(0, 60)} is not one of ${SCOPES.join(', ')}.` }))
}

function checkNewKey(input: NewKey, now: Date): void {
  const faults: Fault[] = []
  if (input.name.trim() === '' || input.name.length > 100) faults.push({ pointer: '/name', code: 'length', detail: 'name must have 1 to 100 characters.' })
  faults.push(...scopeFaults(input.scopes))
  if (input.expires_at && !(input.expires_at > now)) faults.push({ pointer: '/expires_at', code: 'past', detail: 'expires_at is past, or no instant.' })
  if (faults.length > 0) throw new AppError('validation_failed', faults.map((fault) => fault.detail).join(' '), { errors: faults })
}

/** Nobody opens more to others than is open to themselves. @throws AppError insufficient_scope */
function checkWithin({ scopes, within }: NewKey): void {
  const missing = within && expandScopes(scopes).find((scope) => !expandScopes(within).includes(scope))
  if (missing !== undefined)
    throw new AppError('insufficient_scope', `You cannot give the scope ${missing}, which you do not have.`, { members: { required_scope: missing } })
}

/**
 * Makes a key. The key itself is in the answer and nowhere else: only its hash is stored.
 * @throws AppError validation_failed, insufficient_scope (more than `within`), conflict (too many live ones)
 */
export async function createKey(deps: Deps, input: NewKey): Promise<KeyInfo & { key: string }> {
  checkNewKey(input, deps.clock.now())
  checkWithin(input)
  return deps.store.transaction(async (tx) => {
    if ((await repo.countLive(tx.db, tx.now)) >= MOST_LIVE) throw new AppError('conflict', `There are ${MOST_LIVE} live keys already. End some first.`)
    const id = deps.ids.next('key')
    const prefix = deps.ids.secret().slice(0, 12)
    // Two secrets of 128 bits each make the 256.
    const key = formatKey(prefix, `${deps.ids.secret()}${deps.ids.secret()}`)
    const row = {
      id,
      prefix,
      hash: hashKey(key),
      name: input.name.trim(),
      scopes: [...new Set(input.scopes)],
      created_at: tx.now,
      expires_at: input.expires_at ?? null,
      revoked_at: null,
      last_used_at: null,
    }
    await repo.insertKey(tx.db, row)
    await tx.audit({
      actor: input.actor,
      action: 'key.create',
      subject: id,
      detail: { name: row.name, scopes: row.scopes, ...(row.expires_at ? { expires_at: row.expires_at.toISOString() } : {}) },
    })
    return { ...info(row), key }
  })
}

/** Live ones first, then the newest; of those that ended, the oldest may be left out. */
export const listKeys = async (deps: Deps): Promise<KeyInfo[]> => (await repo.allKeys(deps.store.db, deps.clock.now())).map(info)

/** @throws AppError not_found */
export async function getKey(deps: Deps, id: string): Promise<KeyInfo> {
  const row = await repo.findById(deps.store.db, id)
  if (!row) throw new AppError('not_found', `There is no key ${id}.`)
  return info(row)
}

export const hasKeys = async (deps: Deps): Promise<boolean> => (await repo.countKeys(deps.store.db)) > 0

/** It opens nothing from here on, nor do sessions begun with it. Revoking twice is one revocation; whoever uses the key may revoke it. @throws AppError not_found */
export async function revokeKey(deps: Deps, actor: Actor, id: string): Promise<KeyInfo> {
  return deps.store.transaction(async (tx) => {
    if (await repo.revoke(tx.db, id, tx.now)) await tx.audit({ actor, action: 'key.revoke', subject: id })
    const row = await repo.findById(tx.db, id)
    if (!row) throw new AppError('not_found', `There is no key ${id}.`)
    return info(row)
  })
}

const MINUTE = 60_000

const isLive = (row: repo.KeyRow, now: Date) => row.revoked_at === null && (row.expires_at === null || row.expires_at > now)

async function use(deps: Deps, row: repo.KeyRow): Promise<Holder> {
  const now = deps.clock.now()
  const before = new Date(now.getTime() - MINUTE)
  if (row.last_used_at === null || row.last_used_at < before) await repo.noteUse(deps.store.db, row.id, now, before)
  return { id: row.id, name: row.name, scopes: expandScopes(row.scopes) }
}

/** The holder of a key, or null if it is malformed, unknown, wrong, expired or revoked: the caller is not told which. */
export async function findKey(deps: Deps, text: string): Promise<Holder | null> {
  const parts = parseKey(text)
  if (!parts) return null
  const row = await repo.findByPrefix(deps.store.db, parts.prefix)
  if (!row) return null
  const same = timingSafeEqual(Buffer.from(row.hash, 'hex'), Buffer.from(hashKey(parts.key), 'hex'))
  return same && isLive(row, deps.clock.now()) ? use(deps, row) : null
}

/** For sessions, which name a key by id: it must still be live. */
export async function findLiveKeyById(deps: Deps, id: string): Promise<Holder | null> {
  const row = await repo.findById(deps.store.db, id)
  return row && isLive(row, deps.clock.now()) ? use(deps, row) : null
}
