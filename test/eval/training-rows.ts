import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { openModel, type PackedModel, packModel, type SectionModel } from '../../src/directory/categorise/model.js'
import { calibrate, rankShares, scoreSections } from '../../src/directory/categorise/score.js'
import { sectionTextOf } from '../../src/directory/categorise/text.js'
import { prepareRows, type TrainingRow, trainSections } from '../../src/directory/categorise/train.js'
import type { Subject } from '../../src/directory/types.js'
import { readCsv } from './csv.js'

/**
 * The rows that the shipped model was trained on: a copy of UK-CAT's labelled sample ("UK Charity Activity Tags", charity-classification/ukcat,
 * licence CC BY 4.0, https://creativecommons.org/licenses/by/4.0/), reduced to the columns that are read, the objects to 400 characters.
 */
export const TRAINING_FILE = fileURLToPath(new URL('../fixtures/categorise/ukcat-training.csv.gz', import.meta.url))
export const FOLDS = 5

export type Row = Record<string, string>

export const readTrainingRows = (): Row[] => (existsSync(TRAINING_FILE) ? readCsv(gunzipSync(readFileSync(TRAINING_FILE)).toString('utf8')) : [])

/** CATEGORIES §6: the first 8 hex digits of the id's sha1, modulo 5. */
export const foldOf = (id: string): number => Number.parseInt(createHash('sha1').update(id).digest('hex').slice(0, 8), 16) % FOLDS

/** A charity's register entry as a subject: activities take the bio's place, the beginning of the objects that of the nominators' words. */
export const subjectOf = (row: Row, withObjects: boolean): Subject => ({
  kind: 'organisation',
  name: row.name ?? '',
  handles: [],
  bio: row.activities ?? '',
  texts: withObjects ? [(row.objects ?? '').slice(0, 400)] : [],
})

export const isLabelled = (row: Row): boolean => /^[A-L]/.test(row.ICNPTSO ?? '')

export const tagsOf = (row: Row): string[] =>
  (row.UKCAT ?? '')
    .split(/[;,]/)
    .map((code) => code.trim())
    .filter(Boolean)

export const trainingRowOf = (row: Row): TrainingRow => ({ text: sectionTextOf(subjectOf(row, true)), code: row.ICNPTSO ?? '', tags: tagsOf(row) })

interface Answer {
  share: number
  right: boolean
}

export interface FoldTrainer {
  /** The model for the rows of a fold: it has seen none of them, nor has its calibration, which comes from models that leave out one more fold. */
  forFold(fold: number): SectionModel
  /** The model that is shipped: trained on all rows, calibrated on the answers of the models of the five folds. */
  full(version: string): PackedModel
}

/** Trains models that have not seen some folds. Each is trained once, and packed and opened as the shipped one is. */
export function trainFolds(rows: readonly Row[]): FoldTrainer {
  const prepared = prepareRows(rows.map(trainingRowOf))
  const folds = rows.map((row) => foldOf(row.org_id ?? ''))
  const all = Array.from({ length: FOLDS }, (_, fold) => fold)
  const models = new Map<string, SectionModel>()

  const without = (...left: number[]): SectionModel => {
    const key = left.sort().join('')
    const known = models.get(key)
    if (known) return known
    const chosen = folds.flatMap((fold, row) => (left.includes(fold) ? [] : [row]))
    const model = openModel(packModel(trainSections(prepared, chosen), { slope: 1, shift: 0 }, `without ${key}`))
    models.set(key, model)
    return model
  }

  /** Answers of a model to the rows of one fold, whole and short. */
  const answersOf = (model: SectionModel, fold: number): Answer[] =>
    folds.flatMap((one, row) => (one === fold ? [row, row + folds.length].flatMap((doc) => answerTo(model, doc, row)) : []))

  const answerTo = (model: SectionModel, doc: number, row: number): Answer[] => {
    const names = [...(prepared.docs[doc] ?? [])].map((id) => prepared.names[id] ?? '')
    const scores = scoreSections(model, names, null)
    const best = scores && rankShares(scores.shares)[0]
    return best ? [{ share: best.share, right: prepared.codes[row]?.startsWith(best.section) ?? false }] : []
  }

  return {
    forFold: (fold) => ({
      ...without(fold),
      calibration: calibrate(all.filter((other) => other !== fold).flatMap((other) => answersOf(without(fold, other), other))),
    }),
    full: (version) => {
      const calibration = calibrate(all.flatMap((fold) => answersOf(without(fold), fold)))
      const trained = trainSections(
        prepared,
        folds.map((_, row) => row),
      )
      return packModel(trained, calibration, version)
    },
  }
}
