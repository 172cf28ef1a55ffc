import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { readPlan } from '../../../src/workload/plan/read-plan.ts';
import { templateTable } from '../../../src/workload/templates/template-table.ts';
import { demoBoard } from '../demo-board.ts';

const word = fc.constantFrom(
  'camera',
  '/sound',
  '1920x1080',
  '1920x1080 NV12',
  '640x480 XR24',
  '1MiB',
  '10%',
  '1..3',
  `\${a}`,
  `\${b}x\${a}`,
  'h264',
  'separate',
  'phase',
  '2 rounds',
);
const scalar = fc.oneof(word, fc.integer({ min: -2, max: 70 }), fc.boolean(), fc.constant(null), fc.string());
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'size', 'pool', 'fails'), scalar, { maxKeys: 3 }),
  },
);
/** Mostly what may stand there, else whatever. */
function mostly(...good: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 25, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: value });
}

const alloc = fc.record(
  {
    device: mostly('camera', 'video', '/sound'),
    size: mostly('1920x1080 NV12', '640x480 XR24', '1MiB', `\${a}x480`, 4096),
    stride: mostly(64),
    height: mostly(16),
    planes: mostly('separate', 'together'),
    count: mostly(2, `\${a}`),
    id: mostly('one', 'two'),
  },
  { requiredKeys: ['device', 'size'] },
);
const expectation = mostly('fails', 'any', { pool: 'camera_cma' }, { fails: 1 }, { from: 'cma' });
const parameters = templateTable.flatMap(({ parameters: { shape } }) => Object.keys(shape));
const use = fc
  .tuple(
    mostly(...templateTable.map(({ name }) => name)),
    fc.dictionary(fc.constantFrom(...parameters), mostly(1, 2, 'h264', '320x240'), { maxKeys: 2 }),
  )
  .map(([template, rest]) => ({ template, device: 'camera', size: '640x480', ...rest }));
const step = fc.oneof(
  fc.record({ alloc, expect: expectation }, { requiredKeys: ['alloc'] }),
  fc.record({ use }),
  fc.record({ free: mostly('all') }),
);
const members = (keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.constantFrom(...keys), mostly('10%', 1), { maxKeys: 3 });
const document = fc.record(
  {
    version: fc.constant(1),
    variables: fc.record({ a: mostly(1, 2), b: mostly(`\${a}`) }, { requiredKeys: ['a'] }),
    matrix: fc.record(
      { a: mostly('1..3'), ram: mostly('512MiB', ['1GiB']), kernel: mostly('6.12'), seed: mostly(3) },
      { requiredKeys: [] },
    ),
    pinned: fc.record({ share: mostly('5%'), ranges: mostly([[1, 2]]), seeds: mostly(3) }),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    expect: members(['peak', 'largestHole', 'waste', 'headroom']),
  },
  { requiredKeys: ['version', 'steps', 'variables'] },
);

describe('a workload of whatever is written', () => {
  it('is loaded, or refused at a place in the file', () => {
    let loaded = 0;
    fc.assert(
      fc.property(document, (written) => {
        const file = new SourceFile('w.yaml', JSON.stringify(written, null, 1));
        const { settings, problems } = readPlan(file);
        const first =
          settings.length === 0
            ? { workload: undefined, problems }
            : loadWorkload(file, demoBoard(), settings[0]);
        if (first.workload !== undefined) loaded++;
        else expect(first.problems.some(({ severity }) => severity === 'error')).toBe(true);
        for (const { place, message } of first.problems) {
          expect(message).not.toBe('');
          expect(place?.file).toBe(file);
        }
      }),
      { numRuns: 400 },
    );
    expect(loaded).toBeGreaterThan(20);
    expect(loaded).toBeLessThan(380);
  });
});
