// ◆ pure
import { at, type Drawing, grouped, short, ticks } from './drawing.js'

export interface HistoryPoint {
  /** Milliseconds. */
  at: number
  estimate: number
  low: number
  high: number
}

const [WIDTH, LEFT, TOP, PLOT] = [640, 56, 40, 160]
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const minute = (ms: number) => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

/** How an estimate moved over time, with its range; earliest first. A change of the evidence moves it too, which the table beside it tells. */
export function drawHistory(name: string, points: readonly HistoryPoint[]): Drawing {
  const [first, last] = [points[0], points.at(-1)]
  // A line between two ends with one name would say that nothing lies between them.
  const ending = first && last && points.length > 1 && day(first.at) === day(last.at) ? minute : day
  const most = points.reduce((high, point) => Math.max(high, point.high), 1)
  const steps = ticks(most)
  const top = steps.at(-1) ?? most
  const span = Math.max(1, (last?.at ?? 0) - (first?.at ?? 0))
  const x = (ms: number) => at(points.length < 2 ? (LEFT + WIDTH - 16) / 2 : LEFT + ((ms - (first?.at ?? 0)) / span) * (WIDTH - LEFT - 24))
  const y = (value: number) => at(TOP + PLOT - (value / top) * PLOT)
  const line = (of: (point: HistoryPoint) => number, among: readonly HistoryPoint[]) => among.map((point) => `${x(point.at)},${y(of(point))}`).join(' ')
  const body = [
    '<text x="16" y="24" class="strong">Potential unique audience over time</text>',
    ...steps.map(
      (step) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - 16}" y1="${y(step)}" y2="${y(step)}"/><text class="soft" x="${LEFT - 8}" y="${y(step) + 4}" text-anchor="end">${short(step)}</text>`,
    ),
    `<polygon class="range" points="${line(({ high }) => high, points)} ${line(({ low }) => low, [...points].reverse())}"/>`,
    `<polyline class="line" points="${line(({ estimate }) => estimate, points)}"/>`,
    ...points.map((point) => `<circle class="point" cx="${x(point.at)}" cy="${y(point.estimate)}" r="3.5"/>`),
    first ? `<text class="soft" x="${LEFT}" y="${TOP + PLOT + 20}">${ending(first.at)}</text>` : '',
    last && points.length > 1
      ? `<text class="soft" x="${WIDTH - 16}" y="${TOP + PLOT + 20}" text-anchor="end">${ending(last.at)}${ending === minute ? ' UTC' : ''}</text>`
      : '',
  ].join('')
  return {
    width: WIDTH,
    height: TOP + PLOT + 32,
    title: first && last ? `Audience of ${name} from ${ending(first.at)} to ${ending(last.at)}` : `No estimate of ${name} was kept yet`,
    description: points.map((point) => `${ending(point.at)}: ${grouped(point.estimate)} (${grouped(point.low)} to ${grouped(point.high)})`).join('; '),
    body,
  }
}
