import { createChat, createSeries } from '../../src/chats/service.js'
import type { Board, BoardChange } from '../../src/nominations/live/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import type { TestDeps } from '../helpers/engines.js'

/** A chat that is on when a test's clock begins. */
export async function makeChat(deps: TestDeps): Promise<string> {
  const series = await createSeries(deps, 'cli', { hashtag: 'SWHelper', name: 'Sample', timezone: 'UTC', hosts: ['swchat_eg'] })
  const chat = await createChat(deps, 'cli', {
    series_id: series.id,
    starts_at: '2026-03-01T20:00',
    topic: 'Who <b>stands</b> beside us?',
    questions: [{ number: 1, text: 'Which organisations?' }],
  })
  return chat.id
}

let voices = 0
/** Each time somebody else, as another process would take it in. */
export const nominate = (deps: TestDeps, chat: string, ...targets: string[]) =>
  submitNominations(deps, { targets, chat_id: chat, nominator: `@voice${voices++}_eg`, source: 'api', voice: 'test', actor: 'test' })

interface Event {
  id: string
  name: string
  data: Board & BoardChange
  at: number
}

/** An open board: its events as they come, read from the socket. */
export async function listen(url: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController()
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: leaving.signal })
  const events: Event[] = []
  const comments: string[] = []
  let ended = false
  let wake = () => {}
  const read = async () => {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(piece, { stream: true })
        for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
          const lines = text.slice(0, end).split('\n')
          text = text.slice(end + 2)
          const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
          if (field('data')) events.push({ id: field('id'), name: field('event'), data: JSON.parse(field('data')), at: performance.now() })
          else comments.push(lines.join('\n'))
          wake()
        }
      }
    } catch {
      // Ended by us or by the server: the test looks at `ended`.
    }
    ended = true
    wake()
  }
  void read()
  const until = async (holds: () => boolean, ms = 5_000) => {
    const by = performance.now() + ms
    while (!holds()) {
      if (performance.now() > by) throw new Error(`waited ${ms} ms in vain; events: ${JSON.stringify(events).slice(0, 1000)}`)
      await new Promise<void>((resolve) => {
        wake = resolve
        setTimeout(resolve, 50)
      })
    }
  }
  return { answer, events, comments, until, ended: () => ended, leave: () => leaving.abort() }
}
