// ◆ pure
/** Every way in which connecting an account can end without one, for people. `status` is the page's. */
export const SIGN_IN_REFUSALS = {
  denied: {
    status: 403,
    title: 'Not connected: X says that it was not agreed to',
    help: 'Whoever was signed in at X pressed Cancel there. Nothing was changed. If that was a mistake, begin again.',
  },
  refused_by_x: {
    status: 502,
    title: 'X did not let the sign-in begin',
    help: 'X refused the request itself. Usually the callback address or the client id of the app at X is not the one set here: compare them, then begin again.',
  },
  incomplete: {
    status: 400,
    title: 'The address is not complete',
    help: 'What X sent back carries a state and a code, and one of them is missing here. Copy the whole address, or begin again.',
  },
  unknown_state: {
    status: 400,
    title: 'This sign-in was not begun here',
    help: 'The state in the address belongs to no sign-in of this service. A link that somebody sent you can look like this: do not follow it. Begin again from this site.',
  },
  other_browser: {
    status: 403,
    title: 'This sign-in was begun in another browser',
    help: 'An account can be connected only from the browser, and by the organiser, that agreed to the text. Go back to that browser, or begin again in this one.',
  },
  other_organiser: {
    status: 403,
    title: 'This sign-in was begun by somebody else',
    help: 'An account can be connected only by whoever agreed to the text. Sign in with the same key, or begin again with yours.',
  },
  command_line: {
    status: 409,
    title: 'This sign-in was begun on the command line',
    help: 'Copy the whole address of this page and paste it there. X’s code in it is good for about thirty seconds.',
  },
  used: {
    status: 409,
    title: 'This address was used already',
    help: 'Each sign-in can be used once. If the account is connected, all is well; otherwise begin again.',
  },
  expired: {
    status: 410,
    title: 'That took too long',
    help: 'A sign-in ends after ten minutes. Nothing was changed: begin again.',
  },
  text_changed: {
    status: 409,
    title: 'The text changed meanwhile',
    help: 'What this service does in the account’s name was changed since it was agreed to. Read it again, then begin again.',
  },
  code_refused: {
    status: 403,
    title: 'X refused the code',
    help: 'X’s codes are good once and for about thirty seconds, and only for the browser session that asked. Begin again.',
  },
  app_unknown: {
    status: 502,
    title: 'X does not know this app',
    help: 'X_CLIENT_ID or X_CLIENT_SECRET is not what X has for the app, or its type (public or confidential client) differs. Correct it, restart, and begin again.',
  },
  x_down: {
    status: 502,
    title: 'X did not answer',
    help: 'Whether it gave out tokens is unknown; none were stored. Begin again in a while.',
  },
  account_locked: {
    status: 403,
    title: 'X has locked this account',
    help: 'It answers nothing for an account that is locked or suspended. Unlock it at x.com, then begin again.',
  },
  who_refused: {
    status: 502,
    title: 'X would not say which account this is',
    help: 'It took the sign-in and then refused to tell whose it was. Begin again; if it stays so, look at the permissions of the app at X.',
  },
  scope_missing: {
    status: 403,
    title: 'X gave fewer permissions than are needed',
    help: 'Without them lists cannot be kept, so the tokens were ended again. Begin again and leave every permission in place; if X does not offer them, look at the app’s settings there.',
  },
} as const satisfies Record<string, { status: number; title: string; help: string }>

export type SignInReason = keyof typeof SIGN_IN_REFUSALS

/** Thrown by the use-cases of connecting; the desk shows it as a page, the command line as a sentence. */
export class SignInRefused extends Error {
  readonly reason: SignInReason

  constructor(reason: SignInReason, detail?: string) {
    const { title, help } = SIGN_IN_REFUSALS[reason]
    super(`${title}. ${detail === undefined ? '' : `${detail} `}${help}`)
    this.name = 'SignInRefused'
    this.reason = reason
  }
}

export const isSignInRefused = (error: unknown): error is SignInRefused => error instanceof SignInRefused
