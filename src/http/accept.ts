// ◆ pure
/** Content negotiation by the Accept header, RFC 9110 §12.5.1. */

interface Range {
  type: string
  quality: number
}

function parse(header: string): Range[] {
  return header.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    const quality = weight === undefined ? 1 : Number(weight.slice(2))
    return { type, quality: Number.isFinite(quality) ? Math.min(1, Math.max(0, quality)) : 0 }
  })
}

/** The most specific range decides: `text/html` before `text/*` before anything. */
function qualityOf(ranges: Range[], type: string): number {
  const [major = ''] = type.split('/')
  for (const wanted of [type, `${major}/*`, '*/*']) {
    const hit = ranges.find((range) => range.type === wanted)
    if (hit) return hit.quality
  }
  return 0
}

/** The best of `available` (first wins a tie), or null if the client takes none of them. No header means anything goes. */
export function negotiate(header: string | undefined, available: readonly string[]): string | null {
  if (header === undefined || header.trim() === '') return available[0] ?? null
  const ranges = parse(header)
  let best: string | null = null
  let quality = 0
  for (const type of available) {
    const own = qualityOf(ranges, type)
    if (own > quality) {
      best = type
      quality = own
    }
  }
  return best
}
