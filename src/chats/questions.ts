// ◆ pure
import type { ChatQuestion } from '../db/schema/chats.js'

export const MAX_QUESTIONS = 20
export const MAX_QUESTION_LENGTH = 500

/** Ordered by number. Undefined if a number comes twice. */
export function orderQuestions(questions: readonly ChatQuestion[]): ChatQuestion[] | undefined {
  const ordered = questions.map(({ number, text }) => ({ number, text: text.trim() })).sort((a, b) => a.number - b.number)
  return new Set(ordered.map(({ number }) => number)).size === ordered.length ? ordered : undefined
}

/** One question a line, `Q3: text` or just text, which then takes the next number. For the organiser's form. */
export function parseQuestions(text: string): ChatQuestion[] {
  const questions: ChatQuestion[] = []
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim()
    if (trimmed === '') continue
    // Full-width letters and digits are told as the plain ones.
    const match = /^#?(?:q|question)[\s.#]?(\d{1,2})(?:\ufe0f?\u20e3)?[\s.:;)\-–—]+(\S.*)$/i.exec(
      trimmed.replace(/^[＃Ｑｑ０-９]{1,4}/, (lead) => lead.normalize('NFKC')),
    )
    const next = (questions.at(-1)?.number ?? 0) + 1
    questions.push(match ? { number: Number(match[1]), text: match[2] ?? '' } : { number: next, text: trimmed })
  }
  return questions
}

export const formatQuestions = (questions: readonly ChatQuestion[]): string => questions.map(({ number, text }) => `Q${number}: ${text}`).join('\n')
