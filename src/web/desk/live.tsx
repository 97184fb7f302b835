import { usd } from '../../kernel/money.js'
import type { LiveStatus } from '../../nominations/live/service.js'
import { plural, Tag, type Tone, When } from '../components.js'

const STATE: Record<LiveStatus['state'], [string, Tone | undefined]> = {
  off: ['not followed on X', undefined],
  on: ['followed on X', 'good'],
  ended: ['was followed on X', undefined],
  stopped: ['stopped', 'warn'],
}

/** How a chat is followed on X, its cost before it is started, and the way to start or stop it. */
export function LiveControl({ live, now, fault }: { live: LiveStatus; now: Date; fault?: string | undefined }) {
  const over = now >= new Date(live.ends_at)
  if (over && live.state === 'off') return null
  const [word, tone] = STATE[live.state]
  return (
    <div class="live">
      <p class="row small">
        <Tag tone={tone}>{word}</Tag>
        {live.state === 'off' ? null : (
          <span class="soft">
            {plural(live.posts, 'post')}, {usd(live.spent_usd)} of {usd(live.cap_usd ?? 0)}
          </span>
        )}
      </p>
      {live.reason && live.state === 'stopped' ? <p class="small">{live.reason}</p> : null}
      {live.state === 'on' && live.last_problem ? <p class="small soft">Last time: {live.last_problem}. It is tried again.</p> : null}
      {live.state === 'on' ? (
        <>
          <p class="small soft">
            Until <When at={live.ends_at} time />
            {live.last_poll_at ? (
              <>
                ; last asked <When at={live.last_poll_at} time />
              </>
            ) : null}
          </p>
          <form method="post" action={`/desk/chats/${live.chat_id}/live/stop`}>
            <button type="submit" class="quiet small">
              Stop following
            </button>
          </form>
        </>
      ) : over ? null : live.x_connected ? (
        <StartForm live={live} fault={fault} />
      ) : (
        <p class="small soft">X is not connected: the board works from the form and the API.</p>
      )}
    </div>
  )
}

function StartForm({ live, fault }: { live: LiveStatus; fault: string | undefined }) {
  const { estimate, price_usd_per_post, chat_id, cap_usd, spent_usd } = live
  const field = `cap-${chat_id}`
  return (
    <details open={fault !== undefined}>
      <summary class="small">Follow it on X</summary>
      <p class="small">
        X charges {usd(price_usd_per_post)} for each post. A chat like this has {estimate.posts.low.toLocaleString('en')} to{' '}
        {estimate.posts.high.toLocaleString('en')} posts{' '}
        {estimate.earlier_chats === 0 ? '(nothing is known of earlier ones)' : `(by ${plural(estimate.earlier_chats, 'earlier chat')})`}: about{' '}
        <strong>
          {usd(estimate.usd.low)} to {usd(estimate.usd.high)}
        </strong>
        . It stops by itself at what you allow here.
      </p>
      <form method="post" action={`/desk/chats/${chat_id}/live`} class="inline">
        <div class="field">
          <label for={field}>At most, in US dollars</label>
          <input
            id={field}
            name="cap_usd"
            type="number"
            min="0.05"
            max="1000"
            step="0.01"
            required
            value={Math.max(estimate.cap_usd, cap_usd ?? 0, spent_usd).toFixed(2)}
          />
          {fault === undefined ? null : <span class="fault">{fault}</span>}
        </div>
        <button type="submit">Follow</button>
      </form>
    </details>
  )
}
