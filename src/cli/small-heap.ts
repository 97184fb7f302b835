import { setFlagsFromString } from 'node:v8'

/**
 * Loaded before everything else. An import hands hundreds of megabytes of short-lived text on; V8 doubles its nursery whenever much of it survives a moment,
 * up to a third of the process, and what has grown stays. Other commands are too short, and the server too long, for this to pay.
 */
if (process.argv[2] === 'import' || process.argv[2] === 'imports') setFlagsFromString('--semi-space-growth-factor=1')
