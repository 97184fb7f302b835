import fp from 'fastify-plugin'
import type { Database } from '../../src/db/open.js'
import type { App } from '../../src/http/app-types.js'
import type { Bug } from './bugs.js'
import { type Finding, play } from './play.js'
import type { World } from './world.js'

export interface Hunted {
  bug: Bug
  /** What found it; undefined if nothing did. */
  finding: Finding | undefined
  requests: number
  seed: number
}

/** Worlds in which a bug may be met. */
const WORLDS = 4

/** Plants the bug and sends requests, so many in a world, until one of the rules that must find it does. */
export async function hunt(database: Database, bug: Bug, from: number, each: number): Promise<Hunted> {
  const caught = ({ rule }: Finding) => bug.by.includes(rule)
  let requests = 0
  for (let seed = from; seed < from + WORLDS; seed++) {
    let world: World | null = null
    const planted = fp(async (app) => {
      bug.plant(app as unknown as App, () => world)
    })
    const armed = (opened: World) => {
      world = opened
    }
    const played = await play({ database, seed, requests: each, planted: [planted], armed, until: caught })
    requests += played.requests
    const finding = played.findings.find(caught)
    if (finding) return { bug, finding, requests, seed }
  }
  return { bug, finding: undefined, requests, seed: from }
}

/** A line for each bug: what was wrong, what found it, after how many requests, and what it said. */
export const line = ({ bug, finding, requests }: Hunted): string =>
  finding
    ? `${bug.name.padEnd(26)} found after ${String(requests).padStart(5)} requests by ${finding.rule.padEnd(20)} ${bug.wrong}: ${finding.operation}: ${finding.text.slice(0, 90)}`
    : `${bug.name.padEnd(26)} NOT FOUND in ${requests} requests${' '.repeat(21)} ${bug.wrong}`
