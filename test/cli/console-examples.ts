/** A command in a page, and what it prints. */
export interface ConsoleExample {
  readonly args: string;
  readonly output: readonly string[];
}

/** The commands of a page's `console` blocks. */
export function consoleExamples(page: string): readonly ConsoleExample[] {
  return [...page.matchAll(/```console\n\$ carveout (?<args>.*)\n(?<output>[\s\S]*?)\n```/g)].map(
    ({ groups }) => ({ args: groups?.args ?? '', output: (groups?.output ?? '').split('\n') }),
  );
}

/** The printed lines with those left out that the example stands `...` for. */
export function abridged(printed: readonly string[], example: readonly string[]): string[] {
  const result: string[] = [];
  let at = 0;
  for (const [index, line] of example.entries()) {
    if (line !== '...' || printed[at] === '...') {
      result.push(printed[at++] ?? '(nothing more)');
      continue;
    }
    const next = example[index + 1];
    while (at < printed.length && printed[at] !== next) at++;
    result.push('...');
  }
  return at < printed.length ? [...result, ...printed.slice(at)] : result;
}
