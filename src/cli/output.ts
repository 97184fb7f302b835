import { styleText } from 'node:util'
import { type Options, Presets, SingleBar } from 'cli-progress'
import Table from 'cli-table3'
import { ERRORS, isAppError } from '../kernel/errors.js'
import { isPlatformError } from '../platform/port.js'

/** Human text goes to standard output, and with --json one object as the last line; progress and errors go to standard error. */
const COLOUR = process.stdout.isTTY === true && process.env.NO_COLOR === undefined

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan'
export const paint = (style: Style, text: string): string => (COLOUR ? styleText(style, text) : text)

export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

export const sayJson = (value: unknown): void => say(JSON.stringify(value))

export function table(head: string[], rows: (string | number | null | undefined)[][]): string {
  if (rows.length === 0) return paint('dim', '  (none)')
  const width = Math.max(80, process.stdout.columns ?? 120)
  const drawn = new Table({
    head,
    style: { head: [], border: [], compact: true },
    wordWrap: true,
    colWidths: fit(head, rows, width),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: ' ',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: ' ',
    },
  })
  drawn.push(...rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '' : String(cell)))))
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Columns as wide as they need, the widest shrunk until all fit. */
function fit(head: string[], rows: unknown[][], width: number): number[] {
  const wide = head.map((title, column) => Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)) + 2)
  for (let over = wide.reduce((sum, one) => sum + one + 1, 0) - width; over > 0; over--) {
    const widest = wide.indexOf(Math.max(...wide))
    if ((wide[widest] ?? 0) <= 12) break
    wide[widest] = (wide[widest] ?? 0) - 1
  }
  return wide
}

export interface ProgressBar {
  update(done: number, total: number): void
  stop(): void
}

/** A bar on a terminal; elsewhere one line at the end, so that logs stay readable. `shown` makes units for people of what is counted. */
export function progressBar(label: string, shown: (n: number) => number = (n) => n, unit = ''): ProgressBar {
  const stream = process.stderr
  if (!stream.isTTY) {
    let last = ''
    return {
      update: (done, total) => {
        last = `${label}: ${shown(done)}/${shown(total)}${unit && ` ${unit}`}`
      },
      stop: () => {
        if (last) stream.write(`${last}\n`)
      },
    }
  }
  const options: Options = {
    format: `${label.padEnd(12)} {bar} {value}/{total}${unit && ` ${unit}`}`,
    hideCursor: true,
    clearOnComplete: false,
    stream,
  }
  const bar = new SingleBar(options, Presets.shades_classic)
  let started = false
  return {
    update: (done, total) => {
      if (!started) bar.start(shown(total), shown(done))
      started = true
      bar.setTotal(Math.max(1, shown(total)))
      bar.update(shown(done))
    },
    stop: () => {
      if (started) bar.stop()
    },
  }
}

/**
 * 0 done · 1 failed · 2 wrong usage · 3 held back (unsafe or stale plan, a cost not agreed to) · 4 X or the database is not reachable · 5 the list on X is not
 * as it was left, or as it is wished (only where asked for) · 6 done but for what is marked · 7 stopped, to be taken up again.
 */
export const EXIT = {
  failed: 1,
  usage: 2,
  held_back: 3,
  unreachable: 4,
  drifted: 5,
  changes: 5,
  incomplete: 6,
  stopped: 7,
  waiting: 8,
} as const

/** Their help speaks of addresses and headers; on the command line the message says all. */
const SELF_EXPLAINING = new Set(['not_found', 'bad_config', 'validation_failed', 'precondition_failed', 'conflict', 'plan_stale', 'data_dir_locked'])

/** Drizzle wraps what the database says into the whole statement with its values, which help nobody here. */
const innermost = (error: unknown): unknown => (error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : error)

/** What went wrong, and the way out, for a person. Returns the exit code. */
export function explain(error: unknown): number {
  const complain = (line: string) => process.stderr.write(`${line}\n`)
  if (isAppError(error)) {
    const row = ERRORS[error.code]
    complain(`${paint('red', 'error')} ${row.title} (${error.code})`)
    if (error.code !== 'bad_config') complain(`  ${error.message}`)
    // Several options may share one fault, which need not be said for each.
    for (const detail of new Set((error.errors ?? []).map((fault) => fault.detail))) complain(`  - ${detail}`)
    if (typeof error.members.decision_id === 'string')
      complain(`  the decision that stands: allies decisions undo ${error.members.decision_id} --reason "…" takes it back`)
    if (!SELF_EXPLAINING.has(error.code)) complain(paint('dim', `  ${row.help}`))
    if (error.code === 'plan_unsafe' || error.code === 'plan_stale') return EXIT.held_back
    if (error.code === 'bad_config' || error.code === 'validation_failed' || error.code === 'bad_request') return EXIT.usage
    return row.status === 503 || row.status === 502 ? EXIT.unreachable : EXIT.failed
  }
  if (isPlatformError(error)) {
    complain(`${paint('red', 'error')} X: ${error.kind}`)
    complain(`  ${error.message}`)
    return EXIT.unreachable
  }
  const { message, code, errors } = innermost(error) as {
    message?: string
    code?: string
    errors?: { message?: string }[]
  }
  if (code === 'EADDRINUSE') {
    complain(`${paint('red', 'error')} The port is in use by another program: ${message}`)
    complain('  Choose another one: PORT=3001 npm start, or allies serve --port 3001.')
    return EXIT.failed
  }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') {
    complain(`${paint('red', 'error')} The database cannot be reached: ${message || errors?.[0]?.message || code}`)
    complain('  Check DATABASE_URL, or leave it out to use the embedded database.')
    return EXIT.unreachable
  }
  complain(`${paint('red', 'error')} ${message ?? String(error)}`)
  if (process.env.LOG_LEVEL === 'debug' && error instanceof Error) complain(error.stack ?? '')
  return EXIT.failed
}
