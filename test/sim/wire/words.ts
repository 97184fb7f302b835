import { AppError, type ErrorCode } from '../../../src/kernel/errors.js'
import { isPlatformError, PlatformError, type PlatformErrorKind } from '../../../src/platform/port.js'
import type { CallName } from './watched.js'

/** What is said between the simulation and a process of the product. */
export type Order =
  | { kind: 'world'; simulator: string; token: string; env: Record<string, string>; list: string; seed: number }
  | { kind: 'plan' }
  | { kind: 'start'; plan: string; input: { checksum: string; override?: { codes: string[]; reason: string } | undefined } }
  | { kind: 'run'; plan: string }

export type Ask =
  | { kind: 'before'; name: CallName; args: readonly unknown[] }
  | { kind: 'after'; name: CallName; args: readonly unknown[]; value?: unknown; failed?: Failure }
  | { kind: 'sleep'; ms: number }

export type ToChild = { order: Order; id: number } | { go: number }
export type FromChild = { ready: true } | { ask: Ask; id: number } | { done: number; value?: unknown; failed?: Failure }

/** An error as it travels between processes. */
export type Failure =
  | { type: 'app'; code: ErrorCode; message: string; members: Record<string, unknown> }
  | { type: 'platform'; kind: PlatformErrorKind; message: string }
  | { type: 'other'; message: string }

export function packError(error: unknown): Failure {
  if (error instanceof AppError) return { type: 'app', code: error.code, message: error.message, members: JSON.parse(JSON.stringify(error.members)) }
  if (isPlatformError(error)) return { type: 'platform', kind: error.kind, message: error.message }
  return { type: 'other', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

export function unpackError(failure: Failure): Error {
  if (failure.type === 'app') return new AppError(failure.code, failure.message, { members: failure.members })
  return failure.type === 'platform' ? new PlatformError(failure.kind, failure.message) : new Error(failure.message)
}
