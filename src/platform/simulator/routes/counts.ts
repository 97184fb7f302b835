// ◆ pure
import { type Answer, badRequest, type Call, knownQuery, ok } from '../call.js'
import { readQuery, readTime, readWindow, WEEK_MS } from '../queries.js'

const STEPS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const
const DAY_MS = STEPS.day

/** How many posts a query finds in the last seven days, by the minute, the hour (default) or the UTC day, oldest first. */
export function getRecentCounts(call: Call): Answer {
  knownQuery(call, ['query', 'granularity', 'start_time', 'end_time', 'since_id', 'until_id', 'next_token', 'pagination_token', 'search_count.fields'])
  const fits = readQuery(call, call.query.get('query') ?? '')
  const within = readWindow(call)
  const granularity = call.query.get('granularity') ?? 'hour'
  if (!isStep(granularity))
    throw badRequest(call, 'granularity', granularity, `The \`granularity\` query parameter value [${granularity}] is not one of [minute,hour,day]`)
  const step = STEPS[granularity]
  const from = readTime(call, 'start_time') ?? call.now - WEEK_MS
  const to = readTime(call, 'end_time') ?? call.now
  const found = call.state.posts.filter((post) => post.retweet_of === null && post.created_at >= from && post.created_at < to && within(post) && fits(post))
  const data: Record<string, unknown>[] = []
  const perStep = new Map<number, number>()
  for (const post of found) perStep.set(Math.floor(post.created_at / step), (perStep.get(Math.floor(post.created_at / step)) ?? 0) + 1)
  for (let at = Math.floor(from / step); at * step < to; at++) {
    data.push({ end: iso(Math.min((at + 1) * step, to)), start: iso(Math.max(at * step, from)), tweet_count: perStep.get(at) ?? 0 })
  }
  return ok({ data, meta: { total_tweet_count: found.length } })
}

/** What the app's project has read of its monthly cap, day by day; X gives the numbers as strings. */
export function getUsage(call: Call): Answer {
  knownQuery(call, ['days', 'usage.fields'])
  const asked = call.query.get('days') ?? '7'
  const days = /^[0-9]{1,2}$/.test(asked) ? Number(asked) : 0
  if (days < 1 || days > 90) throw badRequest(call, 'days', asked, `The \`days\` query parameter value [${asked}] is not between 1 and 90`)
  const since = Math.floor(call.now / DAY_MS) - days + 1
  const usage = new Map<string, number>()
  let all = 0
  for (const row of call.state.log) {
    if (row.route !== 'GET /2/tweets/search/recent' || row.cost_milli_usd === 0) continue
    all += row.cost_milli_usd / 5
    const day = Math.floor(row.at / DAY_MS)
    if (day >= since) usage.set(iso(day * DAY_MS), (usage.get(iso(day * DAY_MS)) ?? 0) + row.cost_milli_usd / 5)
  }
  return ok({
    data: {
      cap_reset_day: 1,
      daily_project_usage: { project_id: call.who.app_id, usage: [...usage].map(([date, posts]) => ({ date, usage: String(posts) })) },
      project_cap: '3000000',
      project_id: call.who.app_id,
      project_usage: String(all),
    },
  })
}

const isStep = (name: string): name is keyof typeof STEPS => Object.hasOwn(STEPS, name)
const iso = (ms: number) => new Date(ms).toISOString()
