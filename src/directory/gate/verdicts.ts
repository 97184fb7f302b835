// ◆ pure
import type { Gate, GateVerdict } from '../types.js'
import type { Evidence } from './evidence.js'

/** Looks at the evidence and decides, or leaves it to the rules after it. */
export interface GateRule {
  id: string
  says: (e: Evidence) => GateVerdict | null
}

export const verdict = (gate: Gate, rule: string, detail: string): GateVerdict => ({ gate, reasons: [{ rule: `${gate}.${rule}`, detail }] })
export const quoted = (words: string) => `“${words.trim()}”`
export const excerpt = (text: string) => (text.length <= 80 ? text : `${[...text].slice(0, 79).join('')}…`)
