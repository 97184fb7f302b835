import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AppError } from '../kernel/errors.js'

/**
 * A second process on a PGlite directory is not refused by PGlite itself, and acknowledged writes are lost (STACK.md §3). So a file
 * beside the directory names its holder. It is never taken from a living process, however old it is.
 */
export interface DirectoryLock {
  /** Notes where the holder answers, so that whoever finds the lock knows whom to ask. */
  tell(url: string): void
  release(): void
}

interface Holder {
  pid: number
  /** Distinguishes a process from a later one with the same pid (Linux only, elsewhere empty). */
  started: string
  /** Where it answers over HTTP, if it does. */
  url?: string
}

/** @throws AppError data_dir_locked if another living process holds the directory. */
export function lockDirectory(directory: string): DirectoryLock {
  const file = `${resolve(directory)}.lock`
  mkdirSync(dirname(file), { recursive: true })
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(mine))
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // link is atomic and fails if the name exists: the file appears whole or not at all.
        linkSync(draft, file)
        return { tell: (url) => tell(file, draft, { ...mine, url }), release: () => release(file, mine) }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      const holder = read(file)
      if (holder && alive(holder)) {
        throw new AppError(
          'data_dir_locked',
          `The embedded database in ${directory} is in use by process ${holder.pid}${commandOf(holder.pid)}. Stop it first, work through its HTTP API${holder.url ? ` (${holder.url})` : ''}, or set DATABASE_URL to use a Postgres server.`,
          {
            members: { pid: holder.pid, ...(holder.url ? { url: holder.url } : {}) },
          },
        )
      }
      setAside(file)
    }
    throw new AppError('data_dir_locked', `The lock file ${file} could not be taken: other processes are starting at the same moment.`)
  } finally {
    unlinkSync(draft)
  }
}

/** A dead holder's file is moved away, not deleted: of two processes that find it, one rename wins and a living lock is put back. */
function setAside(file: string): void {
  const aside = `${file}.dead.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = read(aside)
  if (moved && alive(moved)) {
    try {
      linkSync(aside, file)
    } catch {
      // Its owner's name was taken meanwhile; the next attempt decides.
    }
  }
  unlinkSync(aside)
}

/** Readers find the file before or the file after, never half of one. */
function tell(file: string, draft: string, mine: Holder): void {
  writeFileSync(draft, JSON.stringify(mine))
  renameSync(draft, file)
}

function release(file: string, mine: Holder): void {
  const holder = read(file)
  if (holder?.pid === mine.pid && holder.started === mine.started) unlinkSync(file)
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

function alive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  if (isZombie(holder.pid)) return false
  return holder.started === '' || startOf(holder.pid) === holder.started
}

/** Field 22 of /proc/PID/stat: clock ticks from boot to the start of the process. The name in field 2 may hold blanks. */
const startOf = (pid: number): string => statOf(pid)[19] ?? ''

/** Killed, and not yet taken leave of by its parent, as in containers whose first process waits for nobody: it answers signals and holds no file any more. */
const isZombie = (pid: number): boolean => /^[ZX]/.test(statOf(pid)[0] ?? '')

/** From field 3 on; empty elsewhere than on Linux. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

/** What it was started as, for people; the number alone says little. */
function commandOf(pid: number): string {
  try {
    const said = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim().slice(0, 120)
    return said === '' ? '' : ` (${said})`
  } catch {
    return ''
  }
}
