import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { compiledPath } from '../../helpers/compile.js'
import { Killed } from '../life.js'
import { type Ask, type FromChild, type Order, type ToChild, unpackError } from './words.js'

/** One process of the product, seen from outside. */
export interface ProductProcess {
  /** As Postgres knows its connections. */
  name: string
  /** Gives one order. @param answer resolves when the process may go on @throws Killed if it dies meanwhile; else what the order failed with */
  obey(order: Order, answer: (ask: Ask) => Promise<void>): Promise<unknown>
  /** As `kill -9` does, or the kernel when memory runs out. Resolves when it is gone. */
  kill(): Promise<void>
}

let serial = 0

/** Starts one, and resolves when it is ready. It takes most of a second, so it pays to have one in reserve. */
export async function startProcess(databaseUrl: string, timeFile: string): Promise<ProductProcess> {
  const name = `sim_${process.pid}_${++serial}`
  const url = new URL(databaseUrl)
  url.searchParams.set('application_name', name)
  // Without the loader that runs the tests' own source: the compiled form starts several times as fast.
  const child = fork(compiledPath('test/sim/wire/process.ts'), [url.href, timeFile, String(serial)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise<void>((ready, failed) => {
    child.once('message', () => ready())
    child.once('exit', (code) => failed(new Error(`a process of the product ended with ${code} before it was ready`)))
  })
  child.removeAllListeners('exit')
  let orders = 0
  return {
    name,
    obey: (order, answer) =>
      new Promise((resolve, reject) => {
        const id = ++orders
        const listen = (message: FromChild) => {
          if ('ask' in message) void answer(message.ask).then(() => tell(child, { go: message.id }), reject)
          if (!('done' in message) || message.done !== id) return
          leave()
          if (message.failed) reject(unpackError(message.failed))
          else resolve(message.value)
        }
        const gone = () => {
          leave()
          reject(new Killed(`process ${name} was killed`))
        }
        const leave = () => {
          child.off('message', listen)
          child.off('exit', gone)
        }
        if (child.exitCode !== null || child.signalCode !== null) {
          gone()
          return
        }
        child.on('message', listen)
        child.on('exit', gone)
        tell(child, { order, id })
      }),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Whoever is dead hears nothing, and that is noticed by its exit. */
const tell = (child: ChildProcess, message: ToChild) => void (child.connected && child.send(message, () => undefined))
