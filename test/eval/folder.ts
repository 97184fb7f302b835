/**
 * A folder that lacks some files is scored by the others; one that has none of them is a wrong path.
 * @throws Error that names the files
 */
export function refuseEmpty(directory: string, files: readonly string[], missing: readonly string[]): void {
  if (files.every((file) => missing.includes(file))) throw new Error(`${directory} holds none of the files that are scored: ${files.join(', ')}`)
}
