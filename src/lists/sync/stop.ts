// ◆ pure
/** A reason to stop that a person or time can mend. The plan keeps its place; the message is for people. */
export class Stop extends Error {}

/** Somebody asked for the plan to end. */
export class Cancelled extends Error {}

export interface Progress {
  phase: 'create' | 'send' | 'verify'
  done: number
  total: number
}
