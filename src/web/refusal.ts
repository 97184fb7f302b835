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
      stale: error.code === 'precondition_failed' || error.code === 'plan_stale',
      faults: error.errors ?? [],
    }
  }
  if (isPlatformError(error))
    return { message: `X did not do what was asked (${error.kind}). Nothing is lost; try again later.`, status: 502, stale: false, faults: [] }
  throw error
}

export const refuseForm = (faults: Fault[]) => new AppError('validation_failed', 'Please look at the marked fields.', { errors: faults })
