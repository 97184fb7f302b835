import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DuckDBInstance } from '@duckdb/node-api'

/** Other people's counters of distinct ids, each started for one bench and gone after it. A string says why one is skipped. */

export interface Peer {
  /** Counts the ids it was opened with, from nothing. */
  count(): Promise<number>
  close(): Promise<void>
}

/** Ids a command: what client libraries send at most. */
const A_COMMAND = 1000

/** Debian's redis-server on a loopback port of its own, without persistence: PFADD in a pipeline, then PFCOUNT. */
export async function openRedis(ids: readonly string[]): Promise<Peer | string> {
  const directory = mkdtempSync(join(tmpdir(), 'reach-redis-'))
  const port = await freePort()
  const args = ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  const close = async () => {
    if (server.pid !== undefined && server.exitCode === null) {
      server.kill()
      await once(server, 'exit')
    }
    rmSync(directory, { recursive: true, force: true })
  }
  const socket = await reach(server, port)
  if (typeof socket === 'string') {
    await close()
    return socket
  }
  const commands: string[] = []
  for (let at = 0; at < ids.length; at += A_COMMAND) commands.push(command('PFADD', 'audience', ...ids.slice(at, at + A_COMMAND)))
  const count = async () => {
    const wanted = commands.length + 2
    const answers = new Promise<number>((resolve, reject) => {
      let text = ''
      const read = (chunk: Buffer) => {
        text += chunk.toString('latin1')
        const lines = text.split('\r\n')
        if (lines.length <= wanted) return
        socket.off('data', read)
        const fault = lines.find((line) => line.startsWith('-'))
        if (fault) reject(new Error(`redis: ${fault}`))
        else resolve(Number(lines[wanted - 1]?.slice(1)))
      }
      socket.on('data', read)
    })
    socket.write(command('DEL', 'audience'))
    for (const one of commands) if (!socket.write(one)) await once(socket, 'drain')
    socket.write(command('PFCOUNT', 'audience'))
    return answers
  }
  return {
    count,
    close: async () => {
      socket.destroy()
      await close()
    },
  }
}

/** RESP: the number of parts, then each with its length. */
const command = (...parts: string[]) => `*${parts.length}\r\n${parts.map((part) => `$${part.length}\r\n${part}\r\n`).join('')}`

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

async function reach(server: ChildProcess, port: number): Promise<Socket | string> {
  let fault = ''
  server.once('error', (error: NodeJS.ErrnoException) => {
    fault = error.code === 'ENOENT' ? 'skipped: there is no redis-server' : `skipped: redis-server: ${error.message}`
  })
  server.once('exit', (code) => {
    fault ||= `skipped: redis-server ended with ${code}`
  })
  for (let tries = 0; tries < 200 && fault === ''; tries++) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return socket
    } catch {
      socket.destroy()
      await sleep(50)
    }
  }
  return fault || 'skipped: redis-server did not answer in 10 s'
}

/** DuckDB's approx_count_distinct over the text of the ids, from a file to the number, as an upload comes. */
export async function openDuckDb(ids: readonly string[]): Promise<Peer> {
  const directory = mkdtempSync(join(tmpdir(), 'reach-duckdb-'))
  const file = join(directory, 'ids.txt')
  writeFileSync(file, `${ids.join('\n')}\n`)
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run('set threads = 1')
  const sql = `select approx_count_distinct(id) from read_csv('${file}', header = false, columns = {'id': 'UBIGINT'})`
  return {
    count: async () => Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]),
    close: async () => {
      connection.closeSync()
      instance.closeSync()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
