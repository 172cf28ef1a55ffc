import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project } from './carveout.ts';

const readme = readFileSync(join(project, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```console\n\$ carveout (?<args>.*)\n(?<output>[\s\S]*?)\n```/g)].map(
  ({ groups }) => ({ args: groups?.args ?? '', output: (groups?.output ?? '').split('\n') }),
);

describe('README', () => {
  it('has an example of each of the main commands', () => {
    expect(examples.map(({ args }) => args.split(' ')[0])).toEqual(['lint', 'report', 'boot', 'run']);
  });

  // Where README is out of date, its example is what the command prints now.
  it.each(examples)('shows what `carveout $args` prints', ({ args, output }) => {
    const { stdout } = carveout(args.split(' '), { env: { COLUMNS: '80' } });
    expect(abridged(stdout.trimEnd().split('\n'), output)).toEqual(output);
  });

  it('has the test command that CI runs', () => {
    expect(readme).toContain('```sh\nnpm ci && npm test\n```');
    expect(readFileSync(join(project, '.ci/run'), 'utf8')).toMatch(/^npm ci .*&& npm test /m);
  });
});

/** The printed lines with those left out that the example stands `...` for. */
function abridged(printed: readonly string[], example: readonly string[]): string[] {
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
