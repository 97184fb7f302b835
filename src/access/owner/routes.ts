import type { Routes } from '../../http/app-types.js'
import { ok, problems } from '../../http/schemas.js'
import { DisconnectedSchema, OwnerSchema } from './schemas.js'
import { disconnectOwner, type OwnerView, ownerStatus } from './service.js'

const tags = ['lists']
const APPLY = { scope: 'lists:apply' }
/** X is told that the tokens are ended. */
const TELLS_X_MS = 30_000

const accountOf = ({ kind: _kind, ...account }: OwnerView) => account

export const ownerRoutes: Routes = async (app, { deps }) => {
  app.get(
    '/owner',
    {
      config: APPLY,
      schema: {
        tags,
        operationId: 'getOwner',
        summary: 'The account that owns the lists',
        description: 'Who is connected, since when, with which permissions, and whether X takes its tokens. Never the tokens.',
        response: { 200: ok(OwnerSchema, 'How it stands.') },
      },
    },
    async () => {
      const { account, ...status } = await ownerStatus(deps)
      return { ...status, account: account && accountOf(account) }
    },
  )

  app.delete(
    '/owner',
    {
      config: APPLY,
      handlerTimeout: TELLS_X_MS,
      schema: {
        tags,
        operationId: 'disconnectOwner',
        summary: 'Withdraw consent',
        description:
          'The tokens are deleted at once, so that nothing more is sent from any process, and then ended at X. A plan under way stops and keeps its place. Again, it changes nothing.',
        response: { 200: ok(DisconnectedSchema, 'It is disconnected.'), ...problems('conflict', 'not_found') },
      },
    },
    async (request) => {
      const done = await disconnectOwner(deps, request.actor)
      return { ...done, account: accountOf(done.account) }
    },
  )
}
