import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SectionModel } from '../../src/directory/categorise/model.js'
import { shippedModel } from '../../src/directory/categorise/shipped.js'
import { ANSWER_FROM, rankSections, type SectionRanking } from '../../src/directory/categorise.js'
import { HANDMADE, scoreGate } from './categorise-gate.js'
import { stepLines } from './categorise-steps.js'
import { readCsv } from './csv.js'
import { refuseEmpty } from './folder.js'
import { besideGoals } from './goals.js'
import { type Answer, macroF1, measureAnswers, microF1, rounded, share, singles } from './measures.js'
import { broadGroup, groupOfClass } from './ntee.js'
import { FOLDS, foldOf, isLabelled, type Row, readTrainingRows, subjectOf, tagsOf, trainFolds } from './training-rows.js'

const [CHARITIES, MISSIONS] = ['ukcat_sample.csv', 'ntee_mission.csv'] as const
const FILES = [CHARITIES, MISSIONS, HANDMADE]

/**
 * Scores the shipped categoriser and gate as CATEGORIES §6 defines the measures. A row whose `org_id` is among the training rows is answered by a model
 * that was trained, by the same code, on the rows of the other four folds; every other row by the shipped model.
 * @param directory any folder with the file names of data/SOURCES.md; an absent file is skipped by name. Nothing in it is trained on.
 * @param options `cv: 5` also prints what each step of the training buys.
 * @throws Error if the folder holds none of them: a wrong path must not look like a score.
 */
export async function evaluate(directory: string, options: { cv?: number } = {}): Promise<{ human: string[]; result: object }> {
  if (options.cv !== undefined && options.cv !== FOLDS) throw new Error(`the folds are fixed: --cv ${FOLDS}`)
  const skipped: string[] = []
  const read = (name: string): Row[] | null => {
    const file = join(directory, name)
    if (existsSync(file)) return readCsv(readFileSync(file, 'utf8'))
    skipped.push(name)
    return null
  }
  const charities = read(CHARITIES)
  const missions = read(MISSIONS)
  const gate = scoreGate(directory)
  refuseEmpty(directory, FILES, [...skipped, ...gate.skipped])

  const labelled = charities?.filter(isLabelled) ?? null
  const models = charities && modelsFor(charities)
  const sections = labelled && models && scoreSections(labelled, true, models)
  const short = labelled && models && scoreSections(labelled, false, models)
  const tags =
    charities &&
    models &&
    scoreTags(
      charities.filter((row) => tagsOf(row).length > 0),
      models,
    )
  const ntee = missions && scoreNtee(missions)

  const line = (name: string, one: typeof sections) =>
    one
      ? `${name} accuracy ${one.section.accuracy}, macro-F1 ${one.section.macro_f1}; answers ${one.section.answered}, ${one.section.selective_accuracy} of them rightly; best 40 % ${one.section.accuracy_at_40}; calibration error ${one.section.ece}`
      : `${name} no file`
  const human = [
    ...(models ? [`rows           ${labelled?.length} labelled, ${models.held} of them in training, each answered by a model that left its fold out`] : []),
    line('section       ', sections),
    line('section, short', short),
    sections ? `full code      accuracy ${sections.full.accuracy}, macro-F1 ${sections.full.macro_f1}` : 'full code      no file',
    tags ? `tags           micro-F1 ${tags.micro_f1}, macro-F1 ${tags.macro_f1}` : 'tags           no file',
    ntee ? `NTEE, 9 broad  accuracy ${ntee.accuracy}, macro-F1 ${ntee.macro_f1} (by crosswalk, nothing trained on it)` : 'NTEE, 9 broad  no file',
    '',
    ...besideGoals([
      // Before: our own first try; three human coders agree on 60 % of the sections (CATEGORIES.md §3).
      ['section accuracy', sections?.section.accuracy, 0.71, 0.675],
      ['section macro-F1', sections?.section.macro_f1, 0.58, 0.56],
      ['accuracy of what is answered', sections?.section.selective_accuracy, 0.9, 0.867],
      ['share that is answered', sections?.section.answered, 0.4, 0.46],
      ['gate, hand-made: home P', gate.result?.precision, 0.98, 0.833],
      ['gate, hand-made: home R', gate.result?.recall, 0.95, 0.87],
      ['gate, hand-made: ally P', gate.result?.ally_precision, 0.98, 0.893],
      ['gate, hand-made: ally R', gate.result?.ally_recall, 0.95, 0.862],
    ]),
    '',
    ...gate.human,
    ...(options.cv === undefined || !labelled ? [] : stepLines(labelled)),
  ]
  const result = {
    section: sections?.section ?? null,
    section_short: short?.section ?? null,
    full: sections?.full ?? null,
    tags,
    ntee,
    gate: gate.result,
    gate_own: gate.own,
    threshold: ANSWER_FROM,
    skipped: [...skipped, ...gate.skipped],
  }
  return { human, result }
}

interface Models {
  of(row: Row): SectionModel
  /** How many of the rows were in training. */
  held: number
}

function modelsFor(rows: readonly Row[]): Models {
  const training = readTrainingRows()
  const ids = new Set(training.map((row) => row.org_id))
  const isTraining = (row: Row) => ids.has(row.org_id ?? '')
  const held = rows.filter((row) => isLabelled(row) && isTraining(row)).length
  const folds = held > 0 ? trainFolds(training) : null
  const byFold = new Map<number, SectionModel>()
  return {
    held,
    of: (row) => {
      if (!folds || !isTraining(row)) return shippedModel()
      const fold = foldOf(row.org_id ?? '')
      const model = byFold.get(fold) ?? folds.forFold(fold)
      byFold.set(fold, model)
      return model
    },
  }
}

const answerOf = (truth: string, { votes, confidence }: SectionRanking): Answer => ({
  truth,
  // An abstention counts as the best guess; without any known word there is none, and it is wrong.
  guess: votes[0]?.section ?? '',
  confidence: confidence ?? 0,
})

function scoreSections(rows: readonly Row[], withObjects: boolean, models: Models) {
  const ranked = rows.map((row) => ({ code: row.ICNPTSO ?? '', ranking: rankSections(subjectOf(row, withObjects), models.of(row)) }))
  const codes = ranked.map(({ code, ranking }) => ({ truth: code, guess: ranking.code ?? '' }))
  return {
    section: measureAnswers(
      ranked.map(({ code, ranking }) => answerOf(code.slice(0, 1), ranking)),
      ANSWER_FROM,
    ),
    full: { accuracy: rounded(share(codes.filter(({ truth, guess }) => truth === guess).length, codes.length)), macro_f1: rounded(macroF1(singles(codes), 1)) },
  }
}

function scoreTags(rows: readonly Row[], models: Models) {
  const pairs = rows.map((row): [Set<string>, Set<string>] => [new Set(tagsOf(row)), new Set(rankSections(subjectOf(row, false), models.of(row)).tags)])
  return { micro_f1: rounded(microF1(pairs)), macro_f1: rounded(macroF1(pairs, 5)) }
}

function scoreNtee(rows: readonly Row[]) {
  const answers = rows.flatMap((row) => {
    const truth = broadGroup(row.ntee_major ?? '')
    if (truth === null) return []
    const { code } = rankSections({ kind: 'organisation', name: row.name ?? '', handles: [], bio: row.mission ?? '', texts: [] })
    return [{ truth, guess: code === null ? '' : groupOfClass(code) }]
  })
  return {
    accuracy: rounded(share(answers.filter(({ truth, guess }) => truth === guess).length, answers.length)),
    macro_f1: rounded(macroF1(singles(answers), 1)),
  }
}
