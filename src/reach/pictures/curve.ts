// ◆ pure
import { precisionOf } from '../describe.js'
import { at, type Drawing, escaped, fitted, grouped, short, ticks } from './drawing.js'

/** One step of the recommended order. */
export interface CurvePoint {
  name: string
  /** Accounts that follow it or one before it. */
  cumulative: { estimate: number; low: number; high: number }
  incremental: number
}

const WIDTH = 640
const LEFT = 56
const TOP = 40
const PLOT = 220

/**
 * How the joint audience grows as the recommended accounts join, one after the other: a curve that flattens says that the next ones are known to whom
 * we reach already.
 * @param base what is reached before the first of them.
 */
export function drawCurve(points: readonly CurvePoint[], base = 0): Drawing {
  const most = points.reduce((high, { cumulative }) => Math.max(high, cumulative.high), Math.max(base, 1))
  const steps = ticks(most)
  const top = steps.at(-1) ?? most
  const y = (value: number) => at(TOP + PLOT - (value / top) * PLOT)
  const gap = (WIDTH - LEFT - 24) / Math.max(points.length, 1)
  const x = (index: number) => at(LEFT + gap * index)
  const all = [{ estimate: base, low: base, high: base }, ...points.map(({ cumulative }) => cumulative)]
  const path = (values: readonly number[]) => values.map((value, index) => `${x(index)},${y(value)}`)
  const band = [...path(all.map(({ high }) => high)), ...path(all.map(({ low }) => low)).reverse()].join(' ')
  const body = [
    '<text x="16" y="24" class="strong long">Potential unique audience, one ally after the other</text>',
    ...steps.map(
      (step) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - 16}" y1="${y(step)}" y2="${y(step)}"/><text class="soft" x="${LEFT - 8}" y="${y(step) + 4}" text-anchor="end">${short(step)}</text>`,
    ),
    points.length === 0 ? `<text class="soft" x="${WIDTH / 2}" y="${TOP + PLOT / 2}" text-anchor="middle">nobody to recommend</text>` : '',
    `<polygon class="range" points="${band}"/>`,
    `<polyline class="line" points="${path(all.map(({ estimate }) => estimate)).join(' ')}"/>`,
    ...points.map(({ cumulative }, index) => `<circle class="point" cx="${x(index + 1)}" cy="${y(cumulative.estimate)}" r="4"/>`),
    ...points.map(({ name }, index) => {
      const [cx, cy] = [x(index + 1), TOP + PLOT + 16]
      // Names have no room on a phone; there the page shows the numbers, which its table has too.
      const number = `<text class="soft by-number" x="${cx}" y="${cy + 8}" text-anchor="middle">${index + 1}</text>`
      return `${number}<text class="soft by-name" x="${cx}" y="${cy}" text-anchor="end" transform="rotate(-40 ${cx} ${cy})">${escaped(fitted(name, 130))}</text>`
    }),
  ].join('')
  const last = points.at(-1)
  // In words no more digits than the range leaves them, as everywhere else.
  const step = last ? precisionOf(last.cumulative) : 1
  const about = (value: number) => grouped(Math.round(value / step) * step)
  const words = points.map(
    ({ name, incremental, cumulative }, index) => `${index + 1}. ${name} adds ${about(incremental)}, together ${about(cumulative.estimate)}`,
  )
  return {
    width: WIDTH,
    height: TOP + PLOT + 120,
    title: last ? `${points.length} recommended allies: about ${about(last.cumulative.estimate)} accounts follow at least one` : 'Nobody to recommend',
    description: words.length === 0 ? 'No ally of the set has an audience sketch.' : `${words.join('; ')}.`,
    body,
  }
}
