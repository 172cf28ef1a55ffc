import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project } from './carveout.ts';
import { abridged, consoleExamples } from './console-examples.ts';

const readme = readFileSync(join(project, 'README.md'), 'utf8');
const examples = consoleExamples(readme);

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
