// ◆ pure
import { type Reading, readFeatures, type SectionText } from './features.js'
import { featureValue, SECTION_CODES, type TrainedSections } from './model.js'

export interface TrainingRow {
  text: SectionText
  /** ICNP/TSO class; its first letter is the section. */
  code: string
  /** UK-CAT codes; empty if nobody gave any. */
  tags: readonly string[]
}

/** Training rows read once, so that several models can be trained on parts of them. */
export interface PreparedRows {
  /** Every feature of any row; a feature's place is its id. */
  names: string[]
  /** Each row twice: first all rows whole, then all rows without `more`, which is how bios come. */
  docs: Int32Array[]
  codes: string[]
  /** Tags that the patterns found, by row, and whether the row has them; none of rows without tags. */
  tagged: { placed: string; right: boolean }[][]
}

// Features of fewer rows carry no weight that holds elsewhere, and fill the file.
const LEAST_ROWS = 3
const COST = 0.12
const EPOCHS = 12
const TOLERANCE = 0.05
// Rare classes weigh more, or they are never answered; capped, or a class of twenty rows is answered too often.
const sectionWeight = (rows: number, all: number) => Math.min(6, (all / (12 * Math.max(1, rows))) ** 0.7)
const codeWeight = (rows: number, all: number, codes: number) => Math.max(1, Math.min(3, (all / (codes * Math.max(1, rows))) ** 0.5))

export function prepareRows(rows: readonly TrainingRow[]): PreparedRows {
  const ids = new Map<string, number>()
  const names: string[] = []
  const placeIn = ({ features }: Reading): Int32Array =>
    Int32Array.from(
      features.map((name) => {
        const known = ids.get(name)
        if (known !== undefined) return known
        ids.set(name, names.length)
        names.push(name)
        return names.length - 1
      }),
    )
  const short = rows.map(({ text }) => readFeatures({ ...text, more: '' }))
  const tagged = rows.map(({ tags }, row) =>
    tags.length === 0 ? [] : (short[row]?.tags ?? []).map((hit) => ({ placed: hit.placed, right: tags.includes(hit.row[0]) })),
  )
  const docs = [...rows.map(({ text }) => placeIn(readFeatures(text))), ...short.map(placeIn)]
  return { names, docs, codes: rows.map(({ code }) => code), tagged }
}

// A tag found at a place where less than this share is right is not suggested; below, half of the wrong tags of the patterns as they come are gone.
const TAG_LEAST_RIGHT = 0.14

/**
 * Tags, with the place they are found in, that are seldom right there: counted on the chosen rows, each place drawn towards the whole tag and each tag
 * towards all tags, so that a few rows do not decide.
 */
function quietTags(prepared: PreparedRows, chosen: readonly number[]): string[] {
  const counts = new Map<string, { right: number; all: number }>()
  const add = (key: string, right: boolean) => {
    const count = counts.get(key) ?? { right: 0, all: 0 }
    counts.set(key, { right: count.right + (right ? 1 : 0), all: count.all + 1 })
  }
  const tagOf = (placed: string) => placed.slice(0, -2)
  const places = new Set<string>()
  for (const row of chosen)
    for (const { placed, right } of prepared.tagged[row] ?? []) {
      places.add(placed)
      for (const key of ['', tagOf(placed), placed.slice(-2), placed]) add(key, right)
    }
  const shareOf = (key: string, prior: number, weight: number) => {
    const { right, all } = counts.get(key) ?? { right: 0, all: 0 }
    return (right + weight * prior) / (all + weight)
  }
  const average = shareOf('', 0.3, 1)
  const rightAt = (placed: string) => {
    const lift = shareOf(placed.slice(-2), 0.3, 1) / average
    return shareOf(placed, Math.min(0.95, shareOf(tagOf(placed), average, 4) * lift), 5)
  }
  return [...places].filter((placed) => rightAt(placed) < TAG_LEAST_RIGHT).sort()
}

interface Matrix {
  /** Where each row begins in `ids` and `values`, and the end. */
  from: Int32Array
  ids: Int32Array
  values: Float32Array
  width: number
}

/**
 * One-against-rest linear support vector machine with squared hinge loss, by dual coordinate descent with shrinking (Hsieh et al., "A Dual
 * Coordinate Descent Method for Large-scale Linear SVM", ICML 2008). The last weight is that of a constant 1.
 * @param cost per row.
 */
function trainAgainstRest(rows: Matrix, isClass: Uint8Array, cost: Float64Array): Float64Array {
  const { from, ids, values, width } = rows
  const count = from.length - 1
  const weights = new Float64Array(width + 1)
  const dual = new Float64Array(count)
  const norms = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    let sum = 1
    for (let at = from[row] ?? 0, end = from[row + 1] ?? 0; at < end; at++) sum += (values[at] ?? 0) ** 2
    norms[row] = sum
  }
  const order = Int32Array.from({ length: count }, (_, row) => row)
  let active = count
  // A fixed sequence of steps (Numerical Recipes' linear congruence), so that equal rows give equal weights.
  let seed = 12345
  const below = (limit: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return Math.floor((seed / 4294967296) * limit)
  }
  let bound = Number.POSITIVE_INFINITY
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (let at = active - 1; at > 0; at--) {
      const other = below(at + 1)
      const row = order[at] ?? 0
      order[at] = order[other] ?? 0
      order[other] = row
    }
    let most = 0
    for (let place = 0; place < active; place++) {
      const row = order[place] ?? 0
      const sign = isClass[row] === 1 ? 1 : -1
      const softness = 0.5 / (cost[row] ?? 1)
      const start = from[row] ?? 0
      const end = from[row + 1] ?? 0
      let sum = weights[width] ?? 0
      for (let at = start; at < end; at++) sum += (weights[ids[at] ?? 0] ?? 0) * (values[at] ?? 0)
      const old = dual[row] ?? 0
      const gradient = sign * sum - 1 + softness * old
      if (old === 0 && gradient > bound) {
        // Well on its side and unlikely to come back: set aside.
        active--
        order[place] = order[active] ?? 0
        order[active] = row
        place--
        continue
      }
      const projected = old === 0 ? Math.min(gradient, 0) : gradient
      if (Math.abs(projected) < 1e-9) continue
      most = Math.max(most, Math.abs(projected))
      const now = Math.max(old - gradient / ((norms[row] ?? 1) + softness), 0)
      dual[row] = now
      const step = (now - old) * sign
      for (let at = start; at < end; at++) {
        const id = ids[at] ?? 0
        weights[id] = (weights[id] ?? 0) + step * (values[at] ?? 0)
      }
      weights[width] = (weights[width] ?? 0) + step
    }
    if (most < TOLERANCE) {
      if (active === count) break
      // Converged without the rows set aside: look at all of them once more.
      active = count
      bound = Number.POSITIVE_INFINITY
    } else bound = most
  }
  return weights
}

export interface TrainOptions {
  /** Features to leave out, for measuring what they buy. */
  keep?: (feature: string) => boolean
  /** Whether each row is also learned without `more`. */
  short?: boolean
  /** Whether classes are trained beside sections. */
  classes?: boolean
}

/** Trains on the given rows of a preparation; equal input gives equal weights. */
export function trainSections(prepared: PreparedRows, chosen: readonly number[], options: TrainOptions = {}): TrainedSections {
  const rows = prepared.codes.length
  const seen = new Int32Array(prepared.names.length)
  for (const row of chosen) for (const id of prepared.docs[row] ?? []) seen[id] = (seen[id] ?? 0) + 1
  const kept = prepared.names
    .flatMap((name, id) => ((seen[id] ?? 0) >= LEAST_ROWS && (options.keep?.(name) ?? true) ? [{ name, id }] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const place = new Int32Array(prepared.names.length).fill(-1)
  const values = new Float32Array(kept.length)
  for (const [at, { name, id }] of kept.entries()) {
    place[id] = at
    values[at] = featureValue(name, seen[id] ?? 1, chosen.length)
  }
  const docs = options.short === false ? [...chosen] : [...chosen, ...chosen.map((row) => row + rows)]
  const matrix = matrixOf(
    docs.map((doc) => prepared.docs[doc] ?? new Int32Array()),
    place,
    values,
  )
  const labels = docs.map((doc) => prepared.codes[doc % rows] ?? '')
  const codes = options.classes === false ? [] : [...new Set(labels)].sort()
  const count = (isIt: (label: string) => boolean) => chosen.filter((row) => isIt(prepared.codes[row] ?? '')).length
  const train = (isIt: (label: string) => boolean, weight: number) => {
    const isClass = Uint8Array.from(labels, (label) => (isIt(label) ? 1 : 0))
    return trainAgainstRest(
      matrix,
      isClass,
      Float64Array.from(isClass, (one) => (one === 1 ? COST * weight : COST)),
    )
  }
  const sections = SECTION_CODES.map((section) => {
    const isIt = (label: string) => label.startsWith(section)
    return train(isIt, sectionWeight(count(isIt), chosen.length))
  })
  const classes = codes.map((code) => {
    const isIt = (label: string) => label === code
    return train(isIt, codeWeight(count(isIt), chosen.length, codes.length))
  })
  return {
    vocabulary: kept.map(({ name }) => name),
    seen: Int32Array.from(kept, ({ id }) => seen[id] ?? 0),
    rows: chosen.length,
    sections,
    codes,
    classes,
    quiet: quietTags(prepared, chosen),
  }
}

function matrixOf(docs: readonly Int32Array[], place: Int32Array, weightOf: Float32Array): Matrix {
  const from = new Int32Array(docs.length + 1)
  const ids: number[] = []
  const values: number[] = []
  for (const [row, doc] of docs.entries()) {
    let sum = 0
    const start = ids.length
    for (const name of doc) {
      const id = place[name] ?? -1
      if (id < 0) continue
      const value = weightOf[id] ?? 0
      ids.push(id)
      values.push(value)
      sum += value * value
    }
    const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0
    for (let at = start; at < values.length; at++) values[at] = (values[at] ?? 0) * scale
    from[row + 1] = ids.length
  }
  return { from, ids: Int32Array.from(ids), values: Float32Array.from(values), width: weightOf.length }
}
