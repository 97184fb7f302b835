/** Before the name of a file, and before the CPU seconds used so far: test/helpers/several.ts writes it, run-files.ts reads it. */
export const MARK = 'file: '
