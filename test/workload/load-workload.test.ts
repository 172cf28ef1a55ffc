import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../src/source/problem.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { demoBoard } from './demo-board.ts';

function problemsOf(text: string, path = 'w.yaml'): readonly Problem[] {
  const { workload, problems } = loadWorkload(new SourceFile(path, text), demoBoard());
  expect(workload === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  return problems;
}

/** `line:column code message` and the text at the place. */
function shown(text: string): readonly string[] {
  return problemsOf(text).map((problem) => {
    const { file, start, end } = problem.place ?? expect.fail('no place');
    const { line, column } = file.lineColumn(start);
    const help = problem.help === undefined ? '' : ` ${problem.help}`;
    return `${line}:${column} [${file.text.slice(start, end).replace(/\s+/g, ' ')}] ${problem.code}: ${problem.message}${help}`;
  });
}

const step = (text: string): string => `version: 1\nsteps:\n  - ${text}\n`;

describe('loadWorkload', () => {
  it.each(['demo.yaml', 'preview.yaml'])('loads fixtures/workloads/%s', (name) => {
    const text = readFileSync(new URL(`../../fixtures/workloads/${name}`, import.meta.url), 'utf8');
    expect(problemsOf(text)).toEqual([]);
  });

  it('loads JSON', () => {
    const document = {
      version: 1,
      steps: [{ alloc: { device: 'camera', size: '4KiB', id: 'a' } }, { free: 'a' }],
    };
    expect(problemsOf(JSON.stringify(document, null, '\t'))).toEqual([]);
  });

  it('finds devices by path, label, alias and their name in `devices`', () => {
    const devices = ['/soc/video@1000000', 'video', '&camera', 'display0', 'mine'];
    const steps = devices.map((device) => `  - alloc: { device: '${device}', size: 1 }\n`).join('');
    expect(problemsOf(`version: 1\ndevices: { mine: /soc/camera@2000000 }\nsteps:\n${steps}`)).toEqual([]);
  });

  it.each([
    [
      step('aloc: { device: camera, size: 1 }'),
      ['3:5 [aloc] workload-unknown-key: A step has no `aloc`. Did you mean `alloc`?'],
    ],
    [
      step('alloc: { devise: camera, size: 1 }'),
      ['3:14 [devise] workload-unknown-key: An `alloc` has no `devise`. Did you mean `device`?'],
    ],
    [step('alloc: { size: 1 }'), ['3:12 [{ size: 1 }] workload-key-missing: An `alloc` needs `device`.']],
    [
      step('alloc: { device: camera, size: 1 }\n    expect: suceeds'),
      [
        '4:13 [suceeds] workload-invalid: Expected `succeeds` or `all succeed` or `fails` or `any` or a mapping; found `suceeds`. Did you mean `succeeds`?',
      ],
    ],
    [
      'version: 2\nsteps: 3\n',
      [
        '1:10 [2] workload-invalid: Expected `1`; found `2`.',
        '2:8 [3] workload-invalid: Expected a list; found `3`.',
      ],
    ],
    [
      'steps: [{ free: all }]\n',
      ['1:1 [steps: [{ free: all }]] workload-key-missing: A workload needs `version`.'],
    ],
    ['- 1\n', ['1:1 [- 1] workload-invalid: Expected a mapping; found a list.']],
    [
      step('repeat: 0\n    steps: [{ free: all }]'),
      ['3:13 [0] workload-invalid: Expected at least 1; found `0`.'],
    ],
    [step('repeat: 2'), ['3:5 [repeat: 2] workload-invalid: A `repeat` needs `steps`.']],
    [
      step('alloc: { device: camera, size: 1 }\n    free: all'),
      [
        '3:5 [alloc: { device: camera, size: 1 } free: all] workload-invalid: A step has exactly one of `alloc`, `free`, `repeat`, `phase`, `parallel`, `random`, `use` and the other operations; this one has `alloc` and `free`.',
      ],
    ],
    [step('free: { id: 3, oldest: 1 }'), ['3:17 [3] workload-invalid: Expected a text; found `3`.']],
    [
      `${step('free: all')}expect: { pools: { camera_cma: { peek: 1 } } }\n`,
      ['4:34 [peek] workload-unknown-key: What is expected of a pool has no `peek`. Did you mean `peak`?'],
    ],
    [
      `${step('free: all')}expect: { pools: { camera: { peak: 1MiB } } }\n`,
      [
        '4:20 [camera] unknown-pool: There is no pool `camera`; there are /reserved-memory/video-pool@50000000, /reserved-memory/camera-cma@58000000. Did you mean `camera_cma` or `/reserved-memory/camera-cma@58000000`?',
      ],
    ],
    [
      `${step('free: all')}expect: { headroom: 110% }\n`,
      ['4:21 [110%] workload-size: `110%` is more than the whole pool.'],
    ],
    [
      step('alloc: { device: camera, size: 4MB }'),
      ['3:36 [4MB] workload-size: `MB` may mean powers of ten or of two; write MiB.'],
    ],
    [
      step('alloc: { device: camera, size: 1, count: 2 }\n    expect: { fails: 3 }'),
      ['4:22 [3] workload-invalid: 3 failures are expected of 2 allocations.'],
    ],
  ])('says what is wrong with the shape, and where: %#', (text, problems) => {
    expect(shown(text)).toEqual(problems);
  });

  it('names the nearest devices of an unknown one', () => {
    expect(shown(step('alloc: { device: camara, size: 1 }'))).toEqual([
      '3:22 [camara] unknown-device: The device tree has no node with the path, label or alias `camara`. Did you mean `camera` or `/soc/camera@2000000`?',
    ]);
    expect(shown(step('alloc: { device: /soc/camera@3000000, size: 1 }'))).toEqual([
      '3:22 [/soc/camera@3000000] unknown-device: The device tree has no node with the path `/soc/camera@3000000`. Did you mean `/soc/camera@2000000` or `/reserved-memory/camera-cma@58000000` or `camera`?',
    ]);
  });

  it('warns of a device that does not probe, and goes on', () => {
    expect(problemsOf(step('alloc: { device: /soc/off@4000000, size: 1 }'))).toMatchObject([
      {
        severity: 'warning',
        code: 'device-disabled',
        message: expect.stringContaining('`/soc/off@4000000` is disabled'),
        place: { start: 39 },
      },
    ]);
  });

  it('refuses a free of what was never allocated', () => {
    expect(shown(`${step('alloc: { device: camera, size: 1, id: frame }')}  - free: frames\n`)).toEqual([
      '4:11 [frames] free-never-allocated: `frames` is freed but never allocated: no step has this id. Did you mean `frame`?',
    ]);
    expect(shown(`${step('free: frame')}  - alloc: { device: camera, size: 1, id: frame }\n`)).toEqual([
      '3:11 [frame] free-never-allocated: `frame` is freed but was never allocated.',
    ]);
  });

  it('refuses a second free, and shows the allocation and the first', () => {
    const problems = problemsOf(
      `${step('alloc: { device: camera, size: 1, id: a }')}  - free: a\n  - free: a\n`,
    );
    expect(problems).toMatchObject([
      {
        code: 'free-not-live',
        place: { start: 86, end: 87 },
        related: [{ message: '`a` is allocated here' }, { message: '`a` is freed here' }],
      },
    ]);
  });

  it('refuses a free of a number that is not live, or of more than are', () => {
    const alloc = step('alloc: { device: camera, size: 1, count: 3, id: a }');
    expect(shown(`${alloc}  - free: 'a[3]'\n`)).toEqual([
      "4:11 ['a[3]'] free-not-live: `a[3]` is freed but not live: it was freed before, or has no such number.",
    ]);
    expect(shown(`${alloc}  - free: { id: a, oldest: 4 }\n`)).toEqual([
      '4:11 [{ id: a, oldest: 4 }] free-not-live: This frees 4 of `a`, of which 3 are live.',
    ]);
    expect(shown(`${alloc}  - free: 'a[2..1]'\n`)).toEqual([
      "4:11 ['a[2..1]'] workload-invalid: The range `a[2..1]` ends before it begins.",
    ]);
  });

  it('refuses a loop whose second round frees what its first has freed', () => {
    const text = `${step('alloc: { device: camera, size: 1, id: a }')}  - repeat: 2\n    steps:\n      - free: a\n`;
    expect(shown(text)).toEqual(['6:15 [a] free-not-live: `a` is freed but not live: it was freed before.']);
  });

  it('reports every mistake of a file in one go', () => {
    const text = `${step('alloc: { device: nowhere, size: 1 }')}  - alloc: { device: camera, size: lots }\n  - free: thing\n`;
    expect(problemsOf(text).map(({ code }) => code)).toEqual([
      'unknown-device',
      'workload-size',
      'free-never-allocated',
    ]);
  });

  it('refuses more operations than ten million, before performing any', () => {
    const text = step(
      'repeat: 10000\n    steps: [{ repeat: 10000, steps: [{ alloc: { device: camera, size: 1 } }] }]',
    );
    expect(problemsOf(text)).toMatchObject([
      { code: 'workload-too-long', message: expect.stringContaining('10000000 operations') },
    ]);
  });

  it('refuses a quarter of a million live buffers and one', () => {
    const text = step('repeat: 250001\n    steps: [{ alloc: { device: camera, size: 1, id: a } }]');
    expect(problemsOf(text)).toMatchObject([
      { code: 'workload-too-long', message: expect.stringContaining('250000 buffers') },
    ]);
  });

  it('refuses steps that nest more than 16 deep', () => {
    const nest = (depth: number): string =>
      depth === 0 ? '{ free: all }' : `{ repeat: 1, steps: [${nest(depth - 1)}] }`;
    expect(problemsOf(step(nest(16)))).toEqual([]);
    expect(problemsOf(step(nest(17)))).toMatchObject([{ code: 'workload-too-deep' }]);
  });
});

describe('loadWorkload, on what is no workload at all', () => {
  it.each([
    ['an empty file', '', 'workload-empty'],
    ['only white space', ' \n\t\n', 'workload-empty'],
    ['binary garbage', '\u0000\u0001\u007fELF\ufffd', 'workload-not-text'],
    ['an unclosed bracket', 'steps: [', 'yaml-syntax'],
    ['an unclosed string', 'steps: "abc\n', 'yaml-syntax'],
    ['a key twice', 'version: 1\nversion: 1\nsteps: []\n', 'yaml-syntax'],
    ['a second document', 'version: 1\n---\nversion: 1\n', 'yaml-syntax'],
    ['an alias of nothing', 'version: *one\nsteps: []\n', 'yaml-aliases'],
    ['30,000 brackets', '['.repeat(30_000), 'yaml-too-deep'],
    ['30,000 list marks', '- '.repeat(30_000), 'yaml-too-deep'],
    ['30,000 key marks', '? '.repeat(30_000), 'yaml-too-deep'],
    ['two million characters', `version: 1 # ${'x'.repeat(2_000_000)}`, 'workload-too-long'],
  ])('refuses %s with a place', (_, text, code) => {
    const problems = problemsOf(text);
    expect(problems[0]).toMatchObject({ code, severity: 'error', place: { start: expect.any(Number) } });
  });

  it('refuses aliases that multiply', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++)
      lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
    const started = performance.now();
    expect(problemsOf(lines.join('\n'))).toMatchObject([{ code: 'yaml-aliases' }]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ['block mappings', Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['flow pairs', `${'{a: '.repeat(150)}1${'}'.repeat(150)}`],
    ['thousands of steps', `version: 1\nsteps:\n${'  - free: nothing\n'.repeat(3_500)}`],
    ['thousands of brackets', '[],'.repeat(20_000)],
    ['thousands of anchors', '- &a x\n'.repeat(9_000)],
    ['thousands of keys', Array.from({ length: 6_000 }, (_, key) => `k${key}: 1`).join('\n')],
    [
      'thousands of devices',
      `devices:\n${Array.from({ length: 5_000 }, (_, key) => ` d${key}: x`).join('\n')}\nversion: 1\nsteps: [{ free: all }]`,
    ],
  ])('takes little time over %s', (_, text) => {
    const started = performance.now();
    expect(problemsOf(text).length).toBeGreaterThan(0);
    // Less than half a second alone; the bound is for machines that do much else, and would still show a quadratic loop.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
