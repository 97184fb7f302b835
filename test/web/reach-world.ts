import { Readable } from 'node:stream'
import { createList } from '../../src/lists/service.js'
import { takeAudience } from '../../src/reach/audiences/service.js'
import type { TestDeps } from '../helpers/engines.js'
import { entry } from '../reach/entries.js'

const BASE = 1_200_000_000_000_000_000n
export const followerIds = (from: number, to: number): string => Array.from({ length: to - from }, (_, at) => String(BASE + BigInt(from + at))).join('\n')

/** Gives a list of the accounts `from` to `to`. */
export async function giveList(deps: TestDeps, handle: string, from: number, to: number) {
  deps.clock.advance(1_000)
  return (await takeAudience(deps, { from: Readable.from([Buffer.from(followerIds(from, to))]), account: handle, source: 'upload', actor: 'test' })).audience
}

/** An entry that is followed by the accounts `from` to `to`. */
export async function followed(deps: TestDeps, handle: string, from: number, to: number, section = 'C') {
  const made = await entry(deps, { handle, section, followers: to - from })
  await takeAudience(deps, { from: Readable.from([Buffer.from(followerIds(from, to))]), account: handle, source: 'upload', actor: 'test' })
  return made
}

/** A public list of three in health, followed by 260 accounts together; one in the arts beside it, and one whose list nobody has. */
export async function reachWorld(deps: TestDeps) {
  const shelter = await followed(deps, 'Shelter_eg', 0, 100)
  const mind = await followed(deps, 'Mind_eg', 40, 120)
  const food = await followed(deps, 'Food_eg', 200, 340)
  const arts = await followed(deps, 'Arts_eg', 300, 380, 'A')
  const silent = await entry(deps, { handle: 'Silent_eg', section: 'A', followers: 5_000 })
  const list = await createList(deps, 'test', { name: 'Allies <in> health', private: false, rule: { sections: ['C'] } })
  return { shelter, mind, food, arts, silent, list }
}
