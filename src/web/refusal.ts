import { AppError, type Fault, isAppError } from '../kernel/errors.js'
import { isPlatformError } from '../platform/port.js'

export interface Refusal {
  message: string
  status: number
  stale: boolean
  faults: readonly Fault[]
}

/** What a form is answered with when a use-case refuses: the page again, with the message and everything typed. Others are thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (isAppError(error) && error.status < 500) {
    return {
      message: error.message,
      status: error.status,
      // A conflict that names the version that stands now was lost to another writer.
      stale: error.code === 'precondition_failed' || error.code === 'plan_stale' || (error.code === 'conflict' && error.headers.etag !== undefined),
      faults: error.errors ?? [],
    }
  }
  if (isPlatformError(error) && error.kind === 'auth')
    return {
      message:
        'X does not let us act in the name of the account that owns the lists. Nothing is lost. Look at “The account on X” (/desk/owner): it may have to be connected.',
      status: 502,
      stale: false,
      faults: [],
    }
  if (isPlatformError(error) && error.kind === 'credits')
    return { message: 'What may be spent on X this month is spent. Nothing is lost; the organisers can raise it.', status: 502, stale: false, faults: [] }
  if (isPlatformError(error))
    return { message: `X did not do what was asked (${error.kind}). Nothing is lost; try again later.`, status: 502, stale: false, faults: [] }
  throw error
}

export const refuseForm = (faults: Fault[]) => new AppError('validation_failed', 'Please look at the marked fields.', { errors: faults })

/** What the API says of a parameter, in words for the field of that name. */
const OF_FIELDS: Readonly<Record<string, string>> = {
  future: 'That day is yet to come.',
  'date-time': 'Please give a day.',
  handle: 'This is no handle on X.',
}

/** Faults that a use-case found in parameters, as faults of the form's fields; other errors stay as they are. */
export function ofFields(error: unknown): unknown {
  const faults = isAppError(error) && error.code === 'validation_failed' ? (error.errors ?? []) : []
  if (!faults.some(({ parameter }) => parameter !== undefined)) return error
  return refuseForm(
    faults.map(({ parameter, ...fault }) => ({
      ...fault,
      ...(parameter === undefined ? {} : { pointer: `/${parameter}`, detail: OF_FIELDS[fault.code] ?? fault.detail }),
    })),
  )
}
