import { randomBytes } from 'node:crypto'
import type { Deps } from '../deps.js'
import { type Place, seal, sealKey, unseal } from '../kernel/seal.js'

/** 256 bits, as Standard Webhooks writes them. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

const place = (id: string): Place => ({ table: 'webhook', row: id, column: 'secret' })
const keyOf = ({ config }: Pick<Deps, 'config'>) => sealKey(config.SECRET, 'webhooks')

export const sealSecret = (deps: Pick<Deps, 'config'>, id: string, secret: string): string => seal(keyOf(deps), place(id), secret, randomBytes(12))

/** @throws SealError if it was sealed with another SECRET */
export const openSecret = (deps: Pick<Deps, 'config'>, id: string, sealed: string): string => unseal(keyOf(deps), place(id), sealed)
