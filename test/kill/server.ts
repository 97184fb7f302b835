import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Server {
  child: ChildProcess
  url: string
  /** Printed by the very first start only. */
  key: string | undefined
}

/** A process of the built product, without its worker. @throws Error if it ends before it listens */
export async function startServer(databaseUrl: string): Promise<Server> {
  const child = spawn(process.execPath, ['dist/cli.js', 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      REQUESTS_PER_MINUTE: '1000000',
      NOMINATIONS_PER_HOUR: '100000',
      DATABASE_URL: databaseUrl,
      SECRET: 'a test secret of more than thirty-two characters',
      WORKER: 'false',
      NODE_OPTIONS: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let key: string | undefined
  for await (const line of createInterface({ input: child.stdout })) {
    key ??= /alk_live_\w+/.exec(line)?.[0]
    const url = / is at (http:\S+)/.exec(line)?.[1]
    if (url) return { child, url, key }
  }
  throw new Error('the server ended before it listened')
}
