/** One nomination against a directory of the size given, in a process of its own: as a server's, it holds nothing that another measurement left. Prints one JSON line. */
import { oneNomination } from './one-nomination.js'

console.log(JSON.stringify(await oneNomination(Number(process.argv[2]))))
