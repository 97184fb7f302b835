import { setFlagsFromString } from 'node:v8'

/**
 * Loaded before everything else. An import hands hundreds of megabytes of short-lived text on. V8 doubles its nursery whenever much of it survives a moment,
 * and lets garbage grow to several times of what lives before it looks: a third of the process, for time that the database takes anyway. The
 * flags hold for the threads too. Other commands are too short, and the server too long, for this to pay.
 */
if (process.argv[2] === 'import' || process.argv[2] === 'imports') {
  keepSmall()
  // Setting up the heap of a thread puts a growth factor below two back to two, for all of them (Heap::ConfigureHeap of V8 11).
  process.on('worker', (worker) => worker.once('online', keepSmall))
}

function keepSmall(): void {
  for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=20']) setFlagsFromString(flag)
}
