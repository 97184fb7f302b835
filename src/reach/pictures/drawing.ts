// ◆ pure

/** What the pictures of reach share. A picture is one SVG 1.1 document: it needs no script, no fonts of its own and nothing from elsewhere. */

export interface Drawing {
  width: number
  height: number
  /** What it shows, in a few words: the accessible name. */
  title: string
  /** All that it says, in sentences, for who cannot see it. */
  description: string
  body: string
}

/**
 * Colours of the page are in its own style sheet under the same class names; a file stands alone and brings them along.
 * Contrast of text and marks against the paper is at least 4.5:1 and 3:1 in both schemes (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const COLOURS = `text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#1c2430}
.soft{fill:#586172}.strong{font-weight:650}.tiny{font-size:11px}.by-number{display:none}.track{fill:#f1ede4}.naive{fill:#8d8676}.range{fill:#0b6b60;opacity:.45}.point,.fill{fill:#0b6b60}
.line{fill:none;stroke:#0b6b60;stroke-width:2.5}.axis{stroke:#8d8676;stroke-width:1}.grid{stroke:#e2ddd2;stroke-width:1}.paper{fill:#faf8f4}.none{fill:#e2ddd2}
@media(prefers-color-scheme:dark){text{fill:#e9ebef}.soft{fill:#a4adbb}.track{fill:#232a35}.naive{fill:#78828f}.range,.point,.fill{fill:#5cc9b8}.line{stroke:#5cc9b8}
.axis{stroke:#78828f}.grid{stroke:#313946}.paper{fill:#14181f}.none{fill:#313946}}`

/** A file of its own, with colours and paper. */
export function standalone({ width, height, title, description, body }: Drawing): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description"><title id="title">${escaped(title)}</title><desc id="description">${escaped(description)}</desc><style>${COLOURS}</style><rect class="paper" width="${width}" height="${height}"/>${body}</svg>\n`
}

/** For standing in a page, whose style sheet gives the colours. The page shows the same figures as a table, so the description is short. */
export function inline({ width, height, title, body }: Drawing): string {
  return `<svg class="drawing" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">${body}</svg>`
}

/** XML text and attribute values; what XML 1.0 has no place for (§2.2) is left out. */
export const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: just these must not stand in XML
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

/** 12,345 */
export const grouped = (value: number): string => String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')

/** For axes and cells, where there is room for four signs: 950, 1.2k, 34k, 1.2M. */
export function short(value: number): string {
  for (const [unit, sign] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // 999,950 would round to 1000k.
    if (value >= unit * 0.9995) return `${shortest(value / unit)}${sign}`
  }
  return String(Math.round(value))
}
const shortest = (value: number) => (value < 9.95 ? String(Math.round(value * 10) / 10) : String(Math.round(value)))

/** Coordinates need no more than a tenth of a unit. */
export const at = (value: number): number => Math.round(value * 10) / 10

/** Text cut to what fits, about: no renderer's fonts are known here. Cut between code points. */
export function fitted(text: string, width: number, sign = 7): string {
  const most = Math.max(2, Math.floor(width / sign))
  const signs = [...text]
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`
}

/** Steps of an axis from 0: 1, 2 or 5 times a power of ten, about `wanted` of them, the last at or above `most`. */
export function ticks(most: number, wanted = 4): number[] {
  const raw = Math.max(most, 1) / wanted
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = Math.max(1, [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= raw) ?? power * 10)
  const steps = [0, step]
  while ((steps.at(-1) ?? 0) < most) steps.push((steps.at(-1) ?? 0) + step)
  return steps
}
