export { COOLDOWN, createIntent, DAY_MS } from './sync/lock.js'
