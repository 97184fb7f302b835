// ◆ pure
import { at, type Drawing, escaped, grouped } from './drawing.js'

export interface BarFigures {
  estimate: number
  low: number
  high: number
  /** The plain sum of followers, if it may be shown. */
  sum: number | null
  /** Of some accounts nothing is known, so that there may be more than `high`. */
  open_ended: boolean
}

const WIDTH = 640
/** What is drawn beyond the upper end if it is open. */
const BEYOND = 56

/** The estimate with its range against the plain sum of followers, which counts everybody who follows two bodies twice. */
export function drawBar(name: string, { estimate, low, high, sum, open_ended }: BarFigures): Drawing {
  const most = Math.max(sum ?? 0, high, 1)
  // Where it may be more, the plain sum is not known either: room is left to the right of both.
  const x = (value: number) => at(16 + (value / most) * (WIDTH - 32 - (open_ended ? BEYOND : 0)))
  const title = `Potential unique audience of ${name}: about ${grouped(estimate)} accounts`
  const [start, end] = [x(low), x(high)]
  // What is counted, or known so well that its rounded ends are one number, has no range to show.
  const known = low === high ? null : `between ${grouped(low)} and ${grouped(high)}`
  const lines = linesUnder(known ?? (open_ended ? grouped(low) : 'known to the last digit shown'), open_ended, sum)
  const inWords = open_ended ? `${known ?? grouped(low)} accounts, or more, since not all counts are known` : `${known} accounts`
  const body = [
    `<text x="16" y="26" class="strong">About ${grouped(estimate)} accounts follow at least one</text>`,
    `<rect class="track" x="16" y="40" width="${WIDTH - 32}" height="18" rx="9"/>`,
    sum === null ? '' : `<rect class="naive" x="16" y="46" width="${at(x(sum) - 16)}" height="6" rx="3"/>`,
    `<rect class="range" x="${start}" y="40" width="${at(Math.max(4, end - start))}" height="18" rx="4"/>`,
    open_ended ? openEnd(end) : '',
    `<rect class="point" x="${at(Math.min(WIDTH - 21, Math.max(16, x(estimate) - 2.5)))}" y="35" width="5" height="28" rx="2.5"/>`,
    ...lines.map(
      ([left, right], i) =>
        `<text x="16" y="${82 + i * LINE}" class="soft">${left}</text>${right ? `<text x="${WIDTH - 16}" y="${82 + i * LINE}" class="soft" text-anchor="end">${right}</text>` : ''}`,
    ),
  ].join('')
  const against = sum === null ? '' : ` The plain sum of followers is ${grouped(sum)}; it counts whoever follows several of them several times.`
  return {
    width: WIDTH,
    height: 96 + (lines.length - 1) * LINE,
    title,
    description: `${known === null && !open_ended ? 'Known to the last digit shown.' : `An estimate with its range: ${inWords}.`}${against} An account is not a person, and a follower is not a viewer.`,
    body,
  }
}

/** Between two lines of writing: on a phone it is enlarged (web/styles/reach.ts). */
const LINE = 24
/** Signs of that enlarged writing that a line holds. */
const SIGNS = 50

/** What is written under the bar, each line with what stands at its right end: nothing is written over anything else. */
function linesUnder(range: string, open_ended: boolean, sum: number | null): [string, string?][] {
  const lines: [string, string?][] = [[range]]
  if (open_ended) lines.push(['or more: some are not known'])
  if (sum === null) return lines
  const said = `plain sum ${grouped(sum)}`
  const [first] = lines
  if (first && `${range}  ${said}`.length <= SIGNS) first[1] = said
  else lines.push([said])
  return lines
}

/** Ever less of the range, and an arrow. */
function openEnd(from: number): string {
  const fading = [0.55, 0.35, 0.2].map(
    (opacity, i) => `<rect class="range" fill-opacity="${opacity}" x="${at(from + 2 + i * 13)}" y="40" width="11" height="18"/>`,
  )
  const tip = from + 44
  return `${fading.join('')}<path class="point" d="M${at(tip)} 43l9 6-9 6z"/>`
}

/** In place of a bar where there is no figure: the reason, so that a page that shows the picture shows that. */
export function drawNothing(name: string, reason: string): Drawing {
  const words = reason.split(' ')
  const lines: string[] = ['']
  for (const word of words) {
    const last = lines.length - 1
    if (`${lines[last]} ${word}`.length > 84) lines.push(word)
    else lines[last] = `${lines[last]} ${word}`.trim()
  }
  const shown = lines.slice(0, 4)
  return {
    width: WIDTH,
    height: 52 + 20 * shown.length,
    title: `Potential unique audience of ${name}: no figure`,
    description: reason,
    body: [
      '<text x="16" y="26" class="strong">No figure</text>',
      ...shown.map((line, index) => `<text x="16" y="${50 + 20 * index}" class="soft">${escaped(line)}</text>`),
    ].join(''),
  }
}
