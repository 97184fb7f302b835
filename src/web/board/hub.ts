import type { Deps } from '../../deps.js'
import { AppError } from '../../kernel/errors.js'
import { type Board, changesBetween, liveBoard, liveBoardMark } from '../../nominations/live/service.js'

/** Where events are written to: one open board. */
export interface Listener {
  write(text: string): void
  end(): void
}

export interface Hub {
  /**
   * From now on the listener is told of every change of this chat's board, beginning with the whole of it or, if `lastEventId` is known, with what it
   * missed. @returns what ends it
   * @throws AppError not_found, or unavailable if there are too many listeners or the server stops
   */
  listen(chatId: string, lastEventId: string | undefined, listener: Listener): Promise<() => void>
  listeners(): number
  /** Ends all of them, so that stopping the server waits for nobody. */
  close(): void
}

export interface HubOptions {
  /** How often the database is asked, once for each chat with listeners, however many they are. */
  everyMs?: number
  /** Proxies and browsers give silent lines up. */
  heartbeatMs?: number
  most?: number
}

/** What one person decided (a rejection, a withdrawal) does not show in the mark of the chat's voices: so the whole is looked at this often. */
const WHOLE_MS = 4_000
/** Changes kept for those who come back after a broken line: some minutes of a fast chat. */
const KEPT = 200

interface Room {
  board: Board
  mark: string
  /** Distinguishes the numbers of this room from those of another process or of before. */
  epoch: string
  number: number
  /** The last changes as they were sent; the newest has the room's number. */
  sent: string[]
  listeners: Set<Listener>
  timer: NodeJS.Timeout | undefined
  wholeAt: number
  writtenAt: number
  /** The whole board as an event, made once for each number. */
  whole: { number: number; text: string } | undefined
}

/**
 * The open boards of this process. It reads our own tables, so what other processes take in arrives as well. Its pauses are those of the real clock: it
 * serves people who look at a page.
 */
export function openHub(deps: Deps, { everyMs = 1_000, heartbeatMs = 15_000, most = 500 }: HubOptions = {}): Hub {
  const rooms = new Map<string, Promise<Room>>()
  let count = 0
  let closed = false

  async function open(chatId: string): Promise<Room> {
    const mark = await liveBoardMark(deps, chatId)
    const board = await liveBoard(deps, chatId)
    const at = performance.now()
    const epoch = deps.ids.secret().slice(0, 8)
    const room: Room = { board, mark, epoch, number: 0, sent: [], listeners: new Set(), timer: undefined, wholeAt: at, writtenAt: at, whole: undefined }
    wait(chatId, room)
    return room
  }

  function wait(chatId: string, room: Room): void {
    room.timer = setTimeout(() => void look(chatId, room), everyMs).unref()
  }

  async function look(chatId: string, room: Room): Promise<void> {
    try {
      const mark = await liveBoardMark(deps, chatId)
      const at = performance.now()
      if (mark !== room.mark || at - room.wholeAt >= WHOLE_MS) {
        room.wholeAt = at
        const board = await liveBoard(deps, chatId)
        const change = changesBetween(room.board, board)
        room.board = board
        room.mark = mark
        if (change) tell(room, event('change', `${room.epoch}.${++room.number}`, change))
      }
      if (performance.now() - room.writtenAt >= heartbeatMs) broadcast(room, ':\n\n')
    } catch (error) {
      deps.log.warn({ err: error, chat: chatId }, 'a board could not be read; it is tried again')
    }
    if (closed) return
    if (room.listeners.size > 0) wait(chatId, room)
    else rooms.delete(chatId)
  }

  function tell(room: Room, text: string): void {
    room.sent.push(text)
    if (room.sent.length > KEPT) room.sent.shift()
    broadcast(room, text)
  }

  function broadcast(room: Room, text: string): void {
    room.writtenAt = performance.now()
    for (const listener of room.listeners) listener.write(text)
  }

  return {
    listen: async (chatId, lastEventId, listener) => {
      if (closed) throw new AppError('unavailable', 'The server is stopping.')
      if (count >= most) throw new AppError('unavailable', 'Too many boards are open here: read it again every few seconds instead.')
      count++
      try {
        let opening = rooms.get(chatId)
        if (!opening) {
          opening = open(chatId)
          rooms.set(chatId, opening)
          opening.catch(() => rooms.delete(chatId))
        }
        const room = await opening
        if (closed) throw new AppError('unavailable', 'The server is stopping.')
        // The room may have been given up between its last look and now.
        if (rooms.get(chatId) !== opening) {
          rooms.set(chatId, opening)
          wait(chatId, room)
        }
        listener.write(missed(room, lastEventId) ?? whole(room))
        room.listeners.add(listener)
        let open_ = true
        return () => {
          if (!open_) return
          open_ = false
          count--
          room.listeners.delete(listener)
        }
      } catch (error) {
        count--
        throw error
      }
    },
    listeners: () => count,
    close: () => {
      closed = true
      for (const opening of rooms.values())
        void opening.then(
          (room) => {
            clearTimeout(room.timer)
            for (const listener of [...room.listeners]) listener.end()
          },
          () => undefined,
        )
      rooms.clear()
    },
  }
}

const event = (name: string, id: string, data: unknown): string => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`

function whole(room: Room): string {
  if (room.whole?.number !== room.number) room.whole = { number: room.number, text: event('board', `${room.epoch}.${room.number}`, room.board) }
  return room.whole.text
}

/** What somebody who has seen that event has not seen; undefined if that cannot be told any more. */
function missed(room: Room, lastEventId: string | undefined): string | undefined {
  const [epoch, number] = lastEventId?.split('.') ?? []
  if (epoch !== room.epoch || !/^\d{1,9}$/.test(number ?? '')) return undefined
  const behind = room.number - Number(number)
  if (behind < 0 || behind > room.sent.length) return undefined
  return behind === 0 ? ':\n\n' : room.sent.slice(-behind).join('')
}
