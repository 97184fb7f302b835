import type { FaultName, FaultSpec } from '../../src/platform/simulator/index.js'

/** Lies that are told at the port, above the wire: what the client would have made of them has been made already. */
export const PORT_FAULTS = ['page-foreign', 'stale-count', 'wrong-answer', 'token-server-down'] as const

/** A fault of the simulator, or one of those; on the wire the latter are left out. */
export type Fault = Omit<FaultSpec, 'name'> & { name: FaultName | (typeof PORT_FAULTS)[number] }

/** Left out where every second is a real one, and where nobody could mend a token again. */
const NOT_ON_THE_WIRE: readonly string[] = [...PORT_FAULTS, 'hang', 'slow-drip', 'token-revoked']

export const isWireFault = (fault: Fault): fault is FaultSpec => !NOT_ON_THE_WIRE.includes(fault.name)
