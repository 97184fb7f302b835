import { SCOPES, type Scope } from '../../access/scopes.js'
import { Check } from '../components.js'

const MEANS: Record<Scope, string> = {
  'nominations:write': 'nominate, import archives',
  'directory:curate': 'review and edit the directory',
  'lists:apply': 'change lists on X',
  'privacy:manage': 'answer those who want to leave',
  admin: 'everything, this page too',
}

/** Scopes to be ticked, in words. */
export const ScopeChecks = ({ legend, chosen, fault }: { legend: string; chosen: readonly string[]; fault?: string | undefined }) => (
  <fieldset>
    <legend>{legend}</legend>
    {fault === undefined ? null : <span class="fault">{fault}</span>}
    {SCOPES.map((scope) => (
      <Check key={scope} name="scopes" value={scope} checked={chosen.includes(scope)}>
        {MEANS[scope]} <span class="small soft">({scope})</span>
      </Check>
    ))}
  </fieldset>
)
