import type { Test } from 'tap'
import { createChat, createSeries } from '../../src/chats/service.js'
import { editAlly, getReview } from '../../src/directory/service.js'
import { takeSnapshot } from '../../src/directory/snapshots/service.js'
import type { App } from '../../src/http/app-types.js'
import { createList } from '../../src/lists/service.js'
import { submitNominations } from '../../src/nominations/service.js'
import type { TestDeps } from '../helpers/engines.js'
import { approveAll, openWorld, organisation, type World } from '../helpers/world.js'
import { type Client, testApp } from '../http/app.js'

export interface LeaveWorld extends World, Client {
  /** @Org1_eg, which wants to leave, and @Org2_eg, which stays. */
  leaving: string
  staying: string
  chat: string
  series: string
  list: string
  /** Taken while both were there. */
  snapshot: string
  /** The status code of who nominated the one that leaves. */
  status: string
}

/** Two approved bodies that were nominated in a chat, on one public list. */
export async function leaveWorld(t: Test, deps: TestDeps, more?: (app: App) => Promise<void>): Promise<LeaveWorld> {
  const world = await openWorld(t, deps, [organisation(1), organisation(2)])
  const client = await testApp(t, deps, more)
  const series = await createSeries(deps, 'test', { hashtag: 'SWHelper', name: 'Helper', timezone: 'UTC', hosts: ['swhelper'] })
  const chat = await createChat(deps, 'test', { series_id: series.id, starts_at: '2026-03-01T20:00', topic: 'Who stands beside us?' })
  const said = await submitNominations(deps, {
    targets: ['@Org1_eg', '@Org2_eg'],
    nominator: 'me_eg',
    chat_id: chat.id,
    source: 'form',
    voice: 'test',
    actor: 'anyone',
  })
  const ids = await approveAll(deps, ['Org1_eg', 'Org2_eg'])
  const [leaving = '', staying = ''] = ids.values()
  const { etag } = await getReview(deps, leaving)
  await editAlly(deps, 'test', leaving, etag, { name: 'Harbour Kitchen', url: 'https://harbour.example/', section: 'C', reason: 'As it calls itself' })
  const list = await createList(deps, 'test', { name: 'Allies', private: false })
  const snapshot = await takeSnapshot(deps, 'test', { name: 'Both' })
  return { ...world, ...client, leaving, staying, chat: chat.id, series: series.id, list: list.id, snapshot: snapshot.id, status: said.status_code ?? '' }
}
