import { SIGN_IN_REFUSALS, type SignInReason } from '../../access/owner/refusals.js'

export interface Words {
  title: string
  help: string
}

/** Where coming in to the desk is another thing than connecting an account. */
const OWN: Partial<Record<SignInReason, Words>> = {
  denied: { title: 'You are not signed in: X says that it was not agreed to', help: 'Somebody pressed Cancel there. If that was a mistake, begin again.' },
  other_browser: {
    title: 'This sign-in was begun in another browser, or too long ago',
    help: 'It can be finished only in the browser in which it was begun. If somebody sent you this link, do not follow it. Begin again in this browser.',
  },
  used: {
    title: 'This address was used already',
    help: 'Each sign-in can be used once. If you are signed in, all is well: open the desk. Otherwise begin again.',
  },
  expired: { title: 'That took too long', help: 'A sign-in with X ends after ten minutes. Begin again.' },
  x_down: { title: 'X did not answer', help: 'You are not signed in. Begin again in a while, or come in with a key.' },
}

/** Why nobody came in, and what to do. */
export const notComeIn = (reason: SignInReason): Words => OWN[reason] ?? SIGN_IN_REFUSALS[reason]

/** Says whom to ask, and nothing of who is let in. */
export const stranger = (handle: string): Words => ({
  title: 'This account is no organiser here',
  help: `You signed in at X as @${handle}, and nobody has let this account in to the desk. If you help to run this community, ask whoever runs this site to add @${handle} on the page Organisers of the desk. If you meant another account, sign out at X and begin again.`,
})
