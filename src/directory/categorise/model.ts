// ◆ pure
import { kindWeight } from './features.js'

/** The twelve ICNP/TSO sections, in the order of a model's columns. */
export const SECTION_CODES: readonly string[] = [...'ABCDEFGHIJKL']
export const SECTION_COUNT = 12

/** What training gives: dense, one column of weights per section and per class; the last weight of a column is the constant's. */
export interface TrainedSections {
  /** Sorted. */
  vocabulary: string[]
  /** In how many training rows each feature is, and of how many. */
  seen: Int32Array
  rows: number
  sections: Float64Array[]
  codes: string[]
  classes: Float64Array[]
  quiet: string[]
}

/** Turns the share that the best section has into the share of such answers that were right: 1 / (1 + exp(-(slope × logit + shift))). */
export interface Calibration {
  slope: number
  shift: number
}

/** A model as it is shipped: text, so that it can stand in a source file. */
export interface PackedModel {
  /** Names the training rows and the code's settings; suggestions record it. */
  version: string
  rows: number
  calibration: Calibration
  codes: string
  /** Tags with places (tags.ts) that are not suggested when found there. */
  quiet: string
  /** Features separated by spaces, in the order of the weights. */
  vocabulary: string
  /** Base64 of: rows per feature, section weights, class weights; see packModel. */
  weights: string
}

export interface SectionModel {
  version: string
  calibration: Calibration
  codes: readonly string[]
  quiet: ReadonlySet<string>
  /** Place in SECTION_CODES of each class's section. */
  sectionOf: Uint8Array
  ids: ReadonlyMap<string, number>
  values: Float32Array
  /** Feature × section, then the constants. */
  sections: Float32Array
  /** Weights of feature f's classes stand from classFrom[f] to classFrom[f + 1]. */
  classFrom: Int32Array
  classIds: Uint8Array
  classWeights: Float32Array
  constants: Float32Array
}

// A full unit of margin is 1; weights beyond ±8 do not occur (the largest trained one is about 1.5).
const SCALE = 4096
const UNIT = 32_767 / SCALE
/** So many class weights are kept, the largest first: without the rest the accuracy is the same within a tenth of a point. */
const CLASS_WEIGHTS_MOST = 280_000

const fixed = (weight: number): number => Math.round(Math.max(-UNIT, Math.min(UNIT, weight)) * SCALE)

/** Little-endian 16-bit numbers: rows per feature; section weights, feature by feature, then constants; per feature the number of class weights; class weights; then the classes' places as bytes. */
export function packModel(trained: TrainedSections, calibration: Calibration, version: string): PackedModel {
  const width = trained.vocabulary.length
  const sizes = trained.classes.flatMap((column) => [...column.subarray(0, width)].map((weight) => Math.abs(fixed(weight)))).filter((size) => size > 0)
  const least = sizes.sort((a, b) => b - a)[CLASS_WEIGHTS_MOST] ?? 0
  const numbers: number[] = []
  for (const count of trained.seen) numbers.push(Math.min(32_767, count))
  for (let at = 0; at <= width; at++) for (const column of trained.sections) numbers.push(fixed(column[at] ?? 0))
  const counts: number[] = []
  const weights: number[] = []
  const places: number[] = []
  for (let at = 0; at < width; at++) {
    const before = weights.length
    for (const [place, column] of trained.classes.entries()) {
      const weight = fixed(column[at] ?? 0)
      if (Math.abs(weight) <= least) continue
      weights.push(weight)
      places.push(place)
    }
    counts.push(weights.length - before)
  }
  for (const column of trained.classes) numbers.push(fixed(column[width] ?? 0))
  numbers.push(...counts)
  const bytes = Buffer.alloc((numbers.length + weights.length) * 2 + places.length)
  let offset = 0
  for (const list of [numbers, weights]) for (const number of list) offset = bytes.writeInt16LE(number, offset)
  for (const place of places) offset = bytes.writeUInt8(place, offset)
  return {
    version,
    rows: trained.rows,
    calibration,
    codes: trained.codes.join(' '),
    quiet: trained.quiet.join(' '),
    vocabulary: trained.vocabulary.join(' '),
    weights: bytes.toString('base64'),
  }
}

/** @throws Error if the weights are not those of the vocabulary. */
export function openModel(packed: PackedModel): SectionModel {
  const vocabulary = packed.vocabulary.split(' ')
  const codes = packed.codes === '' ? [] : packed.codes.split(' ')
  const width = vocabulary.length
  const bytes = Buffer.from(packed.weights, 'base64')
  let offset = 0
  const next = () => {
    const number = bytes.readInt16LE(offset)
    offset += 2
    return number
  }
  const ids = new Map<string, number>()
  const values = new Float32Array(width)
  for (let at = 0; at < width; at++) {
    const feature = vocabulary[at] ?? ''
    ids.set(feature, at)
    values[at] = featureValue(feature, next(), packed.rows)
  }
  const sections = new Float32Array((width + 1) * SECTION_COUNT)
  for (let at = 0; at < sections.length; at++) sections[at] = next() / SCALE
  const constants = new Float32Array(codes.length)
  for (let at = 0; at < codes.length; at++) constants[at] = next() / SCALE
  const classFrom = new Int32Array(width + 1)
  for (let at = 0; at < width; at++) classFrom[at + 1] = (classFrom[at] ?? 0) + next()
  const count = classFrom[width] ?? 0
  if (bytes.length !== offset + count * 3) throw new Error('the section model is damaged')
  const classWeights = new Float32Array(count)
  for (let at = 0; at < count; at++) classWeights[at] = next() / SCALE
  const classIds = Uint8Array.from(bytes.subarray(offset))
  const sectionOf = Uint8Array.from(codes, (code) => SECTION_CODES.indexOf(code.slice(0, 1)))
  return {
    version: packed.version,
    calibration: packed.calibration,
    codes,
    quiet: new Set(packed.quiet.split(' ')),
    sectionOf,
    ids,
    values,
    sections,
    classFrom,
    classIds,
    classWeights,
    constants,
  }
}

/** What a feature counts when it is there: by its kind, and the more the rarer it is. */
export const featureValue = (feature: string, seen: number, rows: number): number => (Math.log(rows / Math.max(1, seen)) + 1) * kindWeight(feature)
