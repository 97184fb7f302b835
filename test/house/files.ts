import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** All files below a folder whose names match, sorted. */
export const filesBelow = (folder: string, name: RegExp): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
