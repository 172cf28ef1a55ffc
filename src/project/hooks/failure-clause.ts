const mostCharacters = 300;

/** What somebody's code threw, as a clause: `threw TypeError: x is not a function (line 12)`. Of a stack only the line counts. */
export function clauseOf(thrown: unknown, path: string): string {
  const [first = ''] = describe(thrown).split('\n');
  const line = lineOf(thrown, path);
  const where = line === undefined ? '' : ` (line ${line})`;
  const [, mistake] = /^Error: ParseError: (.*?)\s*$/.exec(first) ?? [];
  if (mistake !== undefined) return `is not JavaScript or TypeScript: ${mistake}${where}`;
  return `threw ${first.slice(0, mostCharacters)}${where}`;
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown === 'string' ? JSON.stringify(thrown) : String(thrown);
  return `${thrown.name}: ${thrown.message.trim()}`;
}

/** The line of the file that stands first in the stack. */
function lineOf(thrown: unknown, path: string): string | undefined {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return undefined;
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const at = thrown.stack.indexOf(`${name}:`);
  return at < 0 ? undefined : /^\d+/.exec(thrown.stack.slice(at + name.length + 1))?.[0];
}
