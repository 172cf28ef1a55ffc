import { expect, it } from 'vitest';
import { problemPretty } from '../../src/report/problem-pretty.ts';
import type { Terminal } from '../../src/report/terminal.ts';
import { SourceFile } from '../../src/source/source-file.ts';

const terminal: Terminal = { width: 100, colour: false, unicode: true };
const file = new SourceFile('board.dts', '/ {\n\tmodel = "x"\n};\n');

it('shows the source of a problem, and what to write instead', () => {
  const problem = {
    severity: 'error',
    code: 'unexpected-token',
    message: 'expected ";"',
    place: { file, start: 16, end: 17 },
    related: [{ message: 'the property', place: { file, start: 5, end: 10 } }],
    help: 'Write ;.',
  } as const;
  expect(problemPretty(problem, terminal).split('\n')).toEqual([
    'board.dts:2:13: error: expected ";" [unexpected-token]',
    '  |',
    '2 |     model = "x"',
    '  |     ----- the property',
    '  |                ^',
    '  = help: Write ;.',
  ]);
});

it('shows a problem without a place in one line', () => {
  const problem = { severity: 'warning', code: 'empty', message: 'Nothing there.' } as const;
  expect(problemPretty(problem, terminal)).toBe('warning: Nothing there. [empty]');
});
