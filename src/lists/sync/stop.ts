// ◆ pure
/** A reason to stop that a person or time can mend. The plan keeps its place; the message is for people. */
export class Stop extends Error {}

/** A reason to stop that time alone mends: the run gives the writing up, and the plan is taken up again then. */
export class Wait extends Error {
  /** X itself has put it off: what it puts off again and again is a matter for a person. */
  readonly refused: boolean
  /** Nothing at all may be sent before; else only calls of one kind. */
  readonly all: boolean
  /** X was asked about the list just now and gave no answer: it is not asked again at once. */
  readonly silent: boolean

  constructor(
    message: string,
    readonly until: Date,
    kind: { refused?: boolean; all?: boolean; silent?: boolean } = {},
  ) {
    super(message)
    this.refused = kind.refused ?? false
    this.all = kind.all ?? false
    this.silent = kind.silent ?? false
  }
}

/** Somebody asked for the plan to end. */
export class Cancelled extends Error {}

export interface Progress {
  phase: 'create' | 'send' | 'verify'
  done: number
  total: number
}
