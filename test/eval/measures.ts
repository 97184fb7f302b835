/** Measures of labelled answers, as CATEGORIES §6 defines them. */

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4

/** Mean over the classes with at least `least` true rows of 2tp / (2tp + fp + fn). */
export function macroF1(pairs: readonly (readonly [Set<string>, Set<string>])[], least: number): number {
  const counts = new Map<string, { tp: number; fp: number; fn: number }>()
  const at = (code: string) => {
    const known = counts.get(code) ?? { tp: 0, fp: 0, fn: 0 }
    counts.set(code, known)
    return known
  }
  for (const [truth, guess] of pairs) {
    for (const code of truth) at(code)[guess.has(code) ? 'tp' : 'fn']++
    for (const code of guess) if (!truth.has(code)) at(code).fp++
  }
  const scored = [...counts.values()].filter(({ tp, fn }) => tp + fn >= least)
  return share(
    scored.reduce((sum, { tp, fp, fn }) => sum + (2 * tp) / (2 * tp + fp + fn), 0),
    scored.length,
  )
}

/** 2tp / (2tp + fp + fn) over all decisions. */
export function microF1(pairs: readonly (readonly [Set<string>, Set<string>])[]): number {
  let tp = 0
  let all = 0
  for (const [truth, guess] of pairs) {
    tp += [...guess].filter((code) => truth.has(code)).length
    all += truth.size + guess.size
  }
  return share(2 * tp, all)
}

export const singles = (answers: readonly { truth: string; guess: string }[]): [Set<string>, Set<string>][] =>
  answers.map(({ truth, guess }) => [new Set([truth]), new Set([guess])])

export interface Answer {
  truth: string
  /** The best guess, even below the threshold; empty without any. */
  guess: string
  confidence: number
}

/** Accuracy, macro-F1, what is answered at the threshold and how rightly, accuracy at 40 % by rank, expected calibration error of ten bins. */
export function measureAnswers(answers: readonly Answer[], threshold: number) {
  const right = (some: readonly Answer[]) => some.filter(({ truth, guess }) => truth === guess).length
  const answered = answers.filter(({ confidence }) => confidence >= threshold)
  // Stable sort: rows of equal confidence stay in the order of the file.
  const best40 = [...answers].sort((a, b) => b.confidence - a.confidence).slice(0, Math.floor(answers.length * 0.4))
  const bins = Array.from({ length: 10 }, (_, bin) => answers.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin))
  const error = bins.reduce((sum, bin) => sum + Math.abs(right(bin) - bin.reduce((total, { confidence }) => total + confidence, 0)), 0)
  return {
    accuracy: rounded(share(right(answers), answers.length)),
    macro_f1: rounded(macroF1(singles(answers), 1)),
    selective_accuracy: rounded(share(right(answered), answered.length)),
    answered: rounded(share(answered.length, answers.length)),
    accuracy_at_40: rounded(share(right(best40), best40.length)),
    ece: rounded(share(error, answers.length)),
  }
}
