import type { Deps } from '../../deps.js'
import type { Voice } from './parts.js'

export async function voicesOf(_deps: Deps, _allyIds: readonly string[]): Promise<Map<string, Voice[]>> {
  return new Map()
}
