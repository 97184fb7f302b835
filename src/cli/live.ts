import type { Command } from 'commander'
import type { Deps } from '../deps.js'
import { usd } from '../kernel/money.js'
import { spendingThisMonth } from '../lists/spending.js'
import { type LiveStatus, type LiveView, listLive, liveStatus, pollLive, startLive, stopLive } from '../nominations/live/service.js'
import { paint, say, sayJson, table } from './output.js'
import { ACTOR, type JsonOption, withDeps } from './run.js'

/** Rounded up: half a cent that was spent is not nothing. */

interface WatchOptions extends JsonOption {
  cap?: number
  estimate?: boolean
}

export function liveCommands(program: Command): void {
  const live = program.command('live').description('follow a chat on X while it is on; its board is at /chats/CHAT/board')

  live
    .command('watch <chat>', { isDefault: true })
    .description('say what it costs, start, and show what comes until the chat is over')
    .option('--cap <usd>', 'most that may be spent on this chat; default: as set before, at first by the estimate', Number)
    .option('--estimate', 'only say what it would cost')
    .option('--json', 'print how it stands at the end as JSON')
    .action(async (chatId: string, options: WatchOptions) => {
      const status = await withDeps(async (deps) => {
        const before = await liveStatus(deps, chatId)
        await sayCost(deps, before)
        if (options.estimate) return before
        const started = await startLive(deps, ACTOR, chatId, { cap_usd: options.cap })
        say(`${paint('green', 'Following')} until ${started.ends_at}, for ${usd(started.cap_usd ?? 0)} at most. Ctrl-C to leave.`)
        return follow(deps, chatId)
      })
      if (options.json) sayJson(status)
    })

  live
    .command('status [chat]')
    .description('what is followed, and what it has cost')
    .option('--json', 'print it as JSON')
    .action(async (chatId: string | undefined, options: JsonOption) => {
      const items: LiveView[] = await withDeps(async (deps) => (chatId === undefined ? listLive(deps, 50) : [await liveStatus(deps, chatId)]))
      say(
        table(
          ['chat', 'state', 'posts', 'spent', 'cap', 'last asked', 'note'],
          items.map((one) => [
            one.chat_id,
            one.state,
            one.posts,
            usd(one.spent_usd),
            one.cap_usd === null ? '' : usd(one.cap_usd),
            one.last_poll_at,
            one.reason ?? one.last_problem,
          ]),
        ),
      )
      if (options.json) sayJson({ items })
    })

  live
    .command('stop <chat>')
    .description('stop at once; what was taken in stays')
    .option('--json', 'print how it stands as JSON')
    .action(async (chatId: string, options: JsonOption) => {
      const status = await withDeps((deps) => stopLive(deps, ACTOR, chatId))
      say(status.state === 'off' ? 'It was not followed.' : `${status.reason ?? ''} ${status.posts} posts, ${usd(status.spent_usd)}.`)
      if (options.json) sayJson(status)
    })
}

async function sayCost(deps: Deps, { estimate, price_usd_per_post, spent_usd }: LiveStatus): Promise<void> {
  const known = estimate.earlier_chats === 0 ? 'nothing is known of earlier chats' : `by ${estimate.earlier_chats} earlier chats`
  const { posts } = estimate
  say(
    `X charges ${usd(price_usd_per_post)} a post. ${posts.low} to ${posts.high} posts (${known}) cost ${paint('bold', `${usd(estimate.usd.low)} to ${usd(estimate.usd.high)}`)}.`,
  )
  const month = await spendingThisMonth(deps)
  say(
    paint('dim', `  This month ${usd(month.spent_usd)} of ${usd(month.budget_usd)} are spent${spent_usd > 0 ? `, ${usd(spent_usd)} of it on this chat` : ''}.`),
  )
}

/** Polls by itself: beside the embedded database no server can run. Beside a server on Postgres each poll is made by one of the two. */
async function follow(deps: Deps, chatId: string): Promise<LiveStatus> {
  const leaving = new AbortController()
  const leave = () => leaving.abort()
  process.once('SIGINT', leave)
  process.once('SIGTERM', leave)
  const shown = line()
  let total = 0
  try {
    for (;;) {
      const poll = await pollLive(deps, chatId)
      if (poll) total += poll.nominations
      const status = await liveStatus(deps, chatId)
      shown.show(
        `${status.state === 'on' ? paint('green', '●') : '○'} ${status.posts} posts, ${total} nominations, ${usd(status.spent_usd)} of ${usd(status.cap_usd ?? 0)}${status.last_problem ? paint('yellow', `  ${status.last_problem}`) : ''}`,
        poll !== null && poll.posts > 0,
      )
      if (status.state !== 'on') {
        shown.end()
        say(`${paint(status.state === 'ended' ? 'green' : 'yellow', status.state)}: ${status.reason ?? ''}`)
        return status
      }
      const wait = Date.parse(status.next_poll_at ?? '') - deps.clock.now().getTime()
      // Another process may stop it or change its cap meanwhile, so a long wait is cut up.
      await deps.clock.sleep(Math.min(5_000, Math.max(250, wait)), leaving.signal)
    }
  } catch (error) {
    if (!leaving.signal.aborted) throw error
    shown.end()
    const status = await liveStatus(deps, chatId)
    say(`The chat is still to be followed until ${status.ends_at}: a running server goes on with it. To stop: allies live stop ${chatId}`)
    return status
  } finally {
    process.off('SIGINT', leave)
    process.off('SIGTERM', leave)
  }
}

/** One line that is written anew on a terminal; elsewhere a line when something came. */
function line(): { show(text: string, news: boolean): void; end(): void } {
  const stream = process.stderr
  if (!stream.isTTY) return { show: (text, news) => (news ? void stream.write(`${text}\n`) : undefined), end: () => undefined }
  return { show: (text) => void stream.write(`\r\x1b[2K${text}`), end: () => void stream.write('\n') }
}
