import { openModel, packModel, SECTION_CODES } from '../../src/directory/categorise/model.js'
import { confidenceOf, rankShares, scoreSections } from '../../src/directory/categorise/score.js'
import { type PreparedRows, prepareRows, type TrainOptions, trainSections } from '../../src/directory/categorise/train.js'
import { type Answer, measureAnswers } from './measures.js'
import { FOLDS, foldOf, type Row, readTrainingRows, trainingRowOf } from './training-rows.js'

// Kinds of features by their first signs (features.ts).
const isTag = (feature: string) => feature.startsWith('#') && !feature.startsWith('#n')
const isName = (feature: string) => /^(?:[nl]:|#n)/.test(feature)
const isFirst = (feature: string) => /^[ef]:/.test(feature)
const isGroup = (feature: string) => feature.startsWith('%')
const isPlain = (feature: string) => !isTag(feature) && !isName(feature) && !isFirst(feature) && !isGroup(feature)

const ONLY_WHOLE: TrainOptions = { short: false, classes: false }
const STEPS: readonly (readonly [string, TrainOptions])[] = [
  ['linear SVM on words and pairs', { ...ONLY_WHOLE, keep: isPlain }],
  ['+ UK-CAT tags', { ...ONLY_WHOLE, keep: (one) => isPlain(one) || isTag(one) }],
  ['+ words and tags of the name', { ...ONLY_WHOLE, keep: (one) => !isFirst(one) && !isGroup(one) }],
  ['+ first words of the description', { ...ONLY_WHOLE, keep: (one) => !isGroup(one) }],
  ['+ groups of like words', ONLY_WHOLE],
  ['+ each row also without objects', { classes: false }],
  ['+ classes beside sections (ships)', {}],
]

/** The table of what each step buys: each trained on four folds of the training rows and measured on the fifth. */
export function stepLines(rows: readonly Row[]): string[] {
  const ids = new Set(rows.map((row) => row.org_id))
  const training = readTrainingRows()
  const prepared = prepareRows(training.map(trainingRowOf))
  const folds = training.map((row) => foldOf(row.org_id ?? ''))
  const scored = folds.flatMap((_, row) => (ids.has(training[row]?.org_id) ? [row] : []))
  if (scored.length === 0) return []
  const run = (name: string, answer: (chosen: number[]) => (doc: number) => Omit<Answer, 'truth'>) => {
    const whole: Answer[] = []
    const short: Answer[] = []
    for (let fold = 0; fold < FOLDS; fold++) {
      const one = answer(folds.flatMap((other, row) => (other === fold ? [] : [row])))
      for (const row of scored) {
        if (folds[row] !== fold) continue
        const truth = (prepared.codes[row] ?? '').slice(0, 1)
        whole.push({ truth, ...one(row) })
        short.push({ truth, ...one(row + folds.length) })
      }
    }
    const [a, b] = [measureAnswers(whole, 1), measureAnswers(short, 1)]
    const cells = [a.accuracy, a.macro_f1, a.accuracy_at_40, b.accuracy, b.macro_f1].map((value) => value.toFixed(4).padStart(9))
    return `  ${name.padEnd(36)}${cells.join('')}`
  }
  return [
    `what each step buys (${scored.length} rows, ${FOLDS} folds):`,
    `  ${''.padEnd(36)}${['accuracy', 'macro-F1', 'best 40%', 'short', 'macro-F1'].map((head) => head.padStart(9)).join('')}`,
    run('complement naive Bayes, words and pairs', (chosen) => bayes(prepared, chosen, isPlain)),
    run('the same with tags', (chosen) => bayes(prepared, chosen, (one) => isPlain(one) || isTag(one))),
    ...STEPS.map(([name, options]) =>
      run(name, (chosen) => {
        const model = openModel(packModel(trainSections(prepared, chosen, options), { slope: 1, shift: 0 }, name))
        return (doc) => {
          const scores = scoreSections(model, namesOf(prepared, doc), null)
          const best = scores && rankShares(scores.shares)[0]
          return { guess: best?.section ?? '', confidence: confidenceOf(best?.share ?? 0, model.calibration) }
        }
      }),
    ),
  ]
}

const namesOf = (prepared: PreparedRows, doc: number): string[] => [...(prepared.docs[doc] ?? [])].map((id) => prepared.names[id] ?? '')

/** Complement naive Bayes (Rennie et al., ICML 2003) on idf-weighted, length-normalised sets, as the baseline of CATEGORIES §3; confidence is the margin. */
function bayes(prepared: PreparedRows, chosen: readonly number[], keep: (feature: string) => boolean) {
  const seen = new Float64Array(prepared.names.length)
  for (const row of chosen) for (const id of prepared.docs[row] ?? []) seen[id] = (seen[id] ?? 0) + 1
  const values = seen.map((count, id) => {
    const name = prepared.names[id] ?? ''
    return count >= 2 && keep(name) ? Math.log(chosen.length / count) * (name.startsWith('#') ? 2 : 1) : 0
  })
  const vector = (doc: number) => {
    const ids = [...(prepared.docs[doc] ?? [])].filter((id) => (values[id] ?? 0) > 0)
    const length = Math.sqrt(ids.reduce((sum, id) => sum + (values[id] ?? 0) ** 2, 0)) || 1
    return ids.map((id) => [id, (values[id] ?? 0) / length] as const)
  }
  const counts = SECTION_CODES.map(() => new Float64Array(values.length))
  const all = new Float64Array(values.length)
  for (const row of chosen) {
    const own = counts[SECTION_CODES.indexOf((prepared.codes[row] ?? '').slice(0, 1))]
    for (const [id, value] of vector(row)) {
      all[id] = (all[id] ?? 0) + value
      if (own) own[id] = (own[id] ?? 0) + value
    }
  }
  const total = all.reduce((a, b) => a + b, 0)
  const size = values.filter((value) => value > 0).length
  const weights = counts.map((own) => {
    const rest = total - own.reduce((a, b) => a + b, 0) + 0.3 * size
    return all.map((value, id) => -Math.log((value - (own[id] ?? 0) + 0.3) / rest))
  })
  return (doc: number) => {
    const text = vector(doc)
    const ranked = weights
      .map((column, at) => ({ guess: SECTION_CODES[at] ?? '', score: text.reduce((sum, [id, value]) => sum + value * (column[id] ?? 0), 0) }))
      .sort((a, b) => b.score - a.score)
    const margin = (ranked[0]?.score ?? 0) - (ranked[1]?.score ?? 0)
    return { guess: ranked[0]?.guess ?? '', confidence: margin / (1 + margin) }
  }
}
