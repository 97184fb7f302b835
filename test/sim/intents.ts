interface Intent {
  verb: 'add' | 'remove'
  user: string
  /** Requests X had seen, and the instant. */
  position: number
  at: number
}

/** What processes wrote down as about to be sent, and what became of it. */
export interface Intents {
  meaning(verb: Intent['verb'], user: string, by: string): void
  /** Now it is sent. @returns when it was written down; now, if it never was */
  sent(verb: Intent['verb'], user: string, by: string): number
  /** What that process wrote down and has not sent by now, it never will. */
  giveUp(by: string): void
  /**
   * An addition, if nothing else is asked for, was written down between these requests and never sent: the process died in between, and none can know later
   * that it was not. Each excuses what follows from itself and no more: whoever asks names the span in which it must lie.
   */
  unsent(user: string, after: number, before: number, verb?: Intent['verb']): boolean
}

export function newIntents(position: () => number, now: () => number): Intents {
  const open = new Map<string, Intent>()
  const never: Intent[] = []
  const giveUp = (by: string) => {
    const intent = open.get(by)
    open.delete(by)
    if (intent) never.push(intent)
  }
  return {
    meaning: (verb, user, by) => {
      giveUp(by)
      open.set(by, { verb, user, position: position(), at: now() })
    },
    sent: (verb, user, by) => {
      const intent = open.get(by)
      open.delete(by)
      return intent?.verb === verb && intent.user === user ? intent.at : now()
    },
    giveUp,
    unsent: (user, after, before, verb = 'add') =>
      [...never, ...open.values()].some((one) => one.verb === verb && one.user === user && one.position >= after && one.position <= before),
  }
}
