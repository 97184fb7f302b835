import { emitKeypressEvents } from 'node:readline'
import type { Deps } from '../deps.js'
import { countMatches, decideMatch, listMatches, type MatchVerdict, undoMatchDecision } from '../directory/identity/queue.js'
import type { MatchView } from '../directory/identity/views.js'
import { AppError, isAppError } from '../kernel/errors.js'
import { paint, say } from './output.js'
import { decisionLine, describePair } from './pairs.js'
import { ACTOR } from './run.js'

export interface ReviewedPairs {
  decided: number
  undone: number
  waiting: number
}

/** One key each; null when there are no more. */
export type Keys = () => Promise<string | null>

const SEEN = { actor: ACTOR, reason: 'Seen side by side on the command line.' }
const BACK = { actor: ACTOR, reason: 'Taken back on the command line.', ask_again: true }
const OPEN = { state: 'open' } as const

/** Shows what waits, best first, and does what the keys say, until there is nothing left or `q`. @throws AppError validation_failed without a terminal */
export async function reviewPairs(deps: Deps, keys?: Keys): Promise<ReviewedPairs> {
  const terminal = keys === undefined ? openTerminal() : null
  const next = keys ?? terminal?.next
  if (!next) throw new AppError('validation_failed', 'allies matches review asks for single keys and needs a terminal: use allies matches decide in scripts.')
  const done = { decided: 0, undone: 0 }
  const later: (string | undefined)[] = []
  let last: string | null = null
  try {
    for (;;) {
      const cursor = later.at(-1)
      const page = await listMatches(deps, OPEN, { limit: 1, cursor })
      const [pair] = page.items
      say()
      if (pair) describePair(pair)
      else say(later.length > 0 ? 'That was the last one; those you passed over still wait.' : 'No pair waits.')
      const ways = pair ? waysOf(pair, page.next_cursor !== null) : []
      if (last !== null) ways.push('u undo')
      if (ways.length === 0) break
      say(paint('cyan', `\n${[...ways, 'q quit'].join(' · ')}`))
      const key = await next()
      if (key === null || key === 'q') break
      if (key === 'n' && page.next_cursor !== null) later.push(page.next_cursor)
      else if (key === 'u' && last !== null) {
        await undoMatchDecision(deps, last, BACK)
        say(paint('yellow', 'taken back'))
        last = null
        done.undone++
      } else {
        const verdict = pair && verdictOf(key, pair)
        if (!pair || !verdict) continue
        const made = await decide(deps, pair, verdict)
        if (made === null) continue
        last = made
        done.decided++
      }
    }
  } finally {
    terminal?.close()
  }
  return { ...done, waiting: await countMatches(deps, OPEN) }
}

const waysOf = (pair: MatchView, more: boolean): string[] => [
  ...(pair.a.kind === 'organisation' && pair.b.kind === 'organisation' ? ['s same'] : []),
  ...(pair.relation ? [`p ${pair.relation.reads}`] : []),
  'd different',
  ...(more ? ['n next'] : []),
]

function verdictOf(key: string, pair: MatchView): MatchVerdict | null {
  if (key === 's') return { verdict: 'same' }
  if (key === 'd') return { verdict: 'different' }
  return key === 'p' && pair.relation ? { verdict: 'related' } : null
}

/** The id of the decision; null if the pair changed under our hands, which is said. */
async function decide(deps: Deps, pair: MatchView, verdict: MatchVerdict): Promise<string | null> {
  try {
    const { decision } = await decideMatch(deps, pair.id, verdict, SEEN)
    say(paint('green', decisionLine(decision)))
    return decision.id
  } catch (error) {
    if (!isAppError(error)) throw error
    say(paint('red', error.message))
    return null
  }
}

function openTerminal(): { next: Keys; close: () => void } | null {
  const { stdin } = process
  if (!stdin.isTTY) return null
  emitKeypressEvents(stdin)
  stdin.setRawMode(true)
  stdin.resume()
  const next: Keys = () =>
    new Promise((resolve) => {
      stdin.once('keypress', (_text: string | undefined, key: { name?: string; ctrl?: boolean }) =>
        resolve(key.ctrl && (key.name === 'c' || key.name === 'd') ? null : (key.name ?? '')),
      )
    })
  const close = () => {
    stdin.setRawMode(false)
    stdin.pause()
  }
  return { next, close }
}
