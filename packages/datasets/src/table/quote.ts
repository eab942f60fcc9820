/** A name in quotes, for messages, so that stray blanks are visible. */
export function quote(name: string): string {
  return JSON.stringify(name);
}
