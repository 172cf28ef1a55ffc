import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, project } from './carveout.ts';
import { abridged, consoleExamples } from './console-examples.ts';

const page = readFileSync(join(project, 'docs/questions.md'), 'utf8');
const examples = consoleExamples(page);

describe('docs/questions.md', () => {
  it('answers each question with one command', () => {
    const questions = [...page.matchAll(/^## .*\?$/gm)];
    expect(questions.length).toBe(12);
    expect(examples).toHaveLength(questions.length);
  });

  // Where the page is out of date, its example is what the command prints now.
  it.each(examples)('shows what `carveout $args` prints', ({ args, output }) => {
    const { stdout } = carveout(args.split(' '), { env: { COLUMNS: '80' } });
    expect(abridged(stdout.trimEnd().split('\n'), output)).toEqual(output);
  });
});
