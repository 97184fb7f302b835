// ◆ pure
import { at, type Drawing, escaped, fitted, grouped, short } from './drawing.js'

export interface HeatMap {
  names: readonly string[]
  /** overlap[i][j]: accounts that follow both; on the diagonal the audience itself. Null where it is not known. */
  overlap: readonly (readonly (number | null)[])[]
}

/** More would be unreadable, as a picture and as a table. */
export const MOST_CELLS = 30
const LABEL = 150

// Light enough everywhere for the figure on it to be read.
const shadeOf = (share: number) => `class="fill" fill-opacity="${at(Math.max(0.04, share * 0.55) * 10) / 10}"`

/** Above the slanting labels: what is seen; below the cells: what the shades mean. */
const [TITLE, LEGEND] = [30, 46]
const TOP = TITLE + LABEL

/**
 * Which audiences are the same people's: in each row how much of that account's audience follows the account of the column too. Rows are shares of
 * their own audience, so that a small body wholly inside a large one's audience is seen.
 */
export function drawHeatMap({ names, overlap }: HeatMap): Drawing {
  const shown = Math.min(names.length, MOST_CELLS)
  const cell = shown === 0 ? 0 : Math.max(16, Math.min(44, Math.floor((760 - LABEL) / shown)))
  // A slanting label of the last column goes out to the right of it.
  const foot = TOP + cell * Math.max(shown, 1)
  const [width, height] = [Math.max(420, LABEL + cell * Math.max(shown, 8) + 80), foot + LEGEND + (shown < names.length ? 22 : 0)]
  const share = (row: number, column: number): number | null => {
    const [own, both] = [overlap[row]?.[row] ?? null, overlap[row]?.[column] ?? null]
    return own === null || both === null ? null : own === 0 ? 0 : Math.min(1, both / own)
  }
  const marks: string[] = []
  const said: { share: number; text: string }[] = []
  for (let row = 0; row < shown; row++) {
    const y = TOP + row * cell
    marks.push(`<text x="${LABEL - 8}" y="${at(y + cell / 2 + 4)}" text-anchor="end">${escaped(fitted(names[row] ?? '', LABEL - 12))}</text>`)
    const x = LABEL + row * cell + cell / 2 + 4
    marks.push(`<text x="${at(x)}" y="${TOP - 8}" transform="rotate(-55 ${at(x)} ${TOP - 8})">${escaped(fitted(names[row] ?? '', LABEL))}</text>`)
    for (let column = 0; column < shown; column++) marks.push(mark(row, column, y))
  }
  return {
    width,
    height,
    title: `Overlap of ${names.length} audiences`,
    description: descriptionOf(),
    body: `<text x="16" y="22" class="strong">Who follows both, of each two</text>${marks.join('')}${shown === 0 ? '' : legend(foot + 16)}${shown < names.length ? `<text class="soft" x="16" y="${height - 8}">the first ${shown} of ${names.length}</text>` : ''}`,
  }

  function mark(row: number, column: number, y: number): string {
    const value = share(row, column)
    const box = `x="${LABEL + column * cell + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" rx="2"`
    const what = `${names[row] ?? ''} × ${names[column] ?? ''}`
    if (value === null) return `<rect class="none" ${box}><title>${escaped(what)}: not known</title></rect>`
    const both = overlap[row]?.[column] ?? 0
    if (row !== column) said.push({ share: value, text: `${Math.round(value * 100)} % of ${names[row] ?? ''}'s followers follow ${names[column] ?? ''} too` })
    const words = row === column ? `${names[row] ?? ''}: ${grouped(both)}` : `${what}: ${grouped(both)}, ${Math.round(value * 100)} % of the row's`
    const figure =
      cell < 30
        ? ''
        : `<text x="${at(LABEL + column * cell + cell / 2)}" y="${at(y + cell / 2 + 4)}" text-anchor="middle" class="${row === column ? 'tiny soft' : 'tiny'}">${row === column ? short(both) : `${Math.round(value * 100)}`}</text>`
    const shade = row === column ? 'class="track"' : shadeOf(value)
    return `<rect ${shade} ${box}><title>${escaped(words)}</title></rect>${figure}`
  }

  function descriptionOf(): string {
    const strongest = [...said].sort((a, b) => b.share - a.share).slice(0, 3)
    if (strongest.length === 0) return 'No two audiences of the set are known.'
    return `In each row the share of that audience that follows the column's account too. The strongest: ${strongest.map(({ text }) => text).join('; ')}.`
  }
}

/** The shades with their shares, and in words whose share it is. */
function legend(y: number): string {
  const steps = [0, 0.25, 0.5, 0.75, 1]
  const boxes = steps.map((share, i) => `<rect ${shadeOf(share)} x="${16 + i * 26}" y="${y}" width="24" height="14" rx="2"/>`).join('')
  return `${boxes}<text class="tiny soft" x="16" y="${y + 27}">0 %</text><text class="tiny soft" x="${16 + 5 * 26}" y="${y + 27}" text-anchor="end">100 %</text><text class="tiny soft" x="${16 + 5 * 26 + 12}" y="${y + 11}">of the row’s followers follow the column’s account too</text>`
}
