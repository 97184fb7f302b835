// ◆ pure
import { keyedHash } from '../../kernel/canonical.js'
import type { Target } from '../handle.js'

/** What can be suppressed: a handle or a tag as it is typed, or the numeric id of an account, which stays when the handle changes. */
export type Suppressible = Pick<Target, 'kind' | 'key'> | { kind: 'x_user'; key: string }

/**
 * The keyed hash under which a name is remembered without being kept. Who has the database and not SECRET cannot try names against it.
 * With another SECRET all of them are forgotten, which is why the README says to keep it.
 */
export const suppressionHash = (secret: string, { kind, key }: Suppressible): string => keyedHash(secret, 'suppression', `${kind} ${key}`)
