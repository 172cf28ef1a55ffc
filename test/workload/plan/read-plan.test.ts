import { describe, expect, it } from 'vitest';
import { SourceFile } from '../../../src/source/source-file.ts';
import { type PlanOverrides, readPlan, type WorkloadPlan } from '../../../src/workload/plan/read-plan.ts';

const step = `steps: [{ alloc: { device: camera, size: '\${width}x1080', count: '\${cameras}' } }]\n`;

function plan(head: string, overrides?: PlanOverrides, steps = step): WorkloadPlan {
  return readPlan(new SourceFile('example.yaml', `version: 1\n${head}\n${steps}`), overrides);
}

/** `line:column [what stands there] code: message help`. */
function shown({ problems }: WorkloadPlan): readonly string[] {
  return problems.map(({ code, message, place, help }) => {
    const where = place?.file.lineColumn(place.start);
    const text = place === undefined ? '' : place.file.text.slice(place.start, place.end);
    const at = where === undefined ? '' : `${where.line}:${where.column} [${text}] `;
    return `${at}${code}: ${message}${help === undefined ? '' : ` ${help}`}`;
  });
}

const variables = 'variables: { width: 1920, cameras: 2 }';

describe('readPlan', () => {
  it('gives one setting, without a label, where there is no matrix', () => {
    const { settings, problems } = plan(variables);
    expect(problems).toEqual([]);
    expect(settings).toEqual([
      {
        label: '',
        ram: undefined,
        kernel: undefined,
        seed: 1,
        variables: new Map<string, number>([
          ['width', 1920],
          ['cameras', 2],
          ['seed', 1],
        ]),
      },
    ]);
  });

  it('gives every combination of a matrix, the last axis fastest', () => {
    const { settings, problems } = plan(
      `${variables}\nmatrix: { ram: [512MiB, 1GiB@0x80000000], kernel: [6.10, '7.2'], seed: 3..4 }`,
    );
    expect(problems).toEqual([]);
    expect(settings.map(({ label }) => label)).toEqual([
      'ram=512MiB kernel=6.10 seed=3',
      'ram=512MiB kernel=6.10 seed=4',
      'ram=512MiB kernel=7.2 seed=3',
      'ram=512MiB kernel=7.2 seed=4',
      'ram=1GiB@0x80000000 kernel=6.10 seed=3',
      'ram=1GiB@0x80000000 kernel=6.10 seed=4',
      'ram=1GiB@0x80000000 kernel=7.2 seed=3',
      'ram=1GiB@0x80000000 kernel=7.2 seed=4',
    ]);
    expect(settings[0]).toMatchObject({
      ram: { size: 512n << 20n, base: undefined },
      kernel: '6.10',
      seed: 3,
    });
    expect(settings[7]).toMatchObject({
      ram: { size: 1n << 30n, base: 0x80000000n },
      kernel: '7.2',
      seed: 4,
    });
  });

  it('varies any variable, and resolves those that name it', () => {
    const { settings } = plan(
      `variables: { cameras: 1, width: 1280, size: '\${width}x720' }\nmatrix: { width: [640, 1280] }`,
      undefined,
      `steps: [{ alloc: { device: a, size: '\${size}', count: '\${cameras}' } }]`,
    );
    expect(settings.map(({ variables: values }) => values.get('size'))).toEqual(['640x720', '1280x720']);
    expect(settings.map(({ label }) => label)).toEqual(['width=640', 'width=1280']);
  });

  it('takes axes and values of the command line instead of those of the file', () => {
    const { settings, problems } = plan(`${variables}\nmatrix: { ram: [512MiB, 1GiB], cameras: [1, 2] }`, {
      matrix: ['kernel=6.10,7.2', 'cameras=3'],
      set: ['ram=2GiB', 'width=1280'],
    });
    expect(problems).toEqual([]);
    expect(settings.map(({ label }) => label)).toEqual(['kernel=6.10', 'kernel=7.2']);
    expect(settings[0]?.ram?.size).toBe(2n << 30n);
    expect(settings[0]?.variables.get('width')).toBe(1280);
    expect(settings[0]?.variables.get('cameras')).toBe(3);
  });

  it('takes 6.1 and 6.10 for two kernels', () => {
    const labels = (written: string, overrides?: PlanOverrides): readonly string[] =>
      plan(`${variables}\n${written}`, overrides).settings.map(({ label }) => label);
    expect(labels('matrix: { kernel: [6.1, 6.10] }')).toEqual(['kernel=6.1', 'kernel=6.10']);
    expect(labels('', { matrix: ['kernel=6.1,6.10'] })).toEqual(['kernel=6.1', 'kernel=6.10']);
  });

  it('gives an operation log RAM sizes, kernels and seeds, and nothing else', () => {
    const log = new SourceFile('log.jsonl', '{"device":"/a","do":"alloc","id":"b","size":1}\n');
    expect(readPlan(log, { matrix: ['seed=1..3'] }).settings.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(shown(readPlan(undefined, { set: ['width=3'] }))).toEqual([
      'variable-unknown: --set width: the workload has no variable `width`. There are ram, kernel, seed.',
    ]);
  });
});

describe('readPlan, on mistakes', () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      'a misspelt variable',
      'variables: { widht: 1920, cameras: 2 }',
      [
        `3:43 [\${width}] variable-unknown: There is no variable \`width\`. Did you mean \`\${widht}\`?`,
        '2:14 [widht] variable-unused: Nothing uses the variable `widht`.',
      ],
    ],
    [
      'an unused variable',
      'variables: { width: 1920, cameras: 2, spare: 3 }',
      ['2:39 [spare] variable-unused: Nothing uses the variable `spare`.'],
    ],
    [
      'a variable with the name of an axis',
      'variables: { width: 1920, cameras: 2, seed: 3 }',
      [
        '2:39 [seed] variable-reserved: `seed` is an axis of every matrix, and no variable. Write `matrix: { seed: … }`.',
      ],
    ],
    [
      'variables in a circle',
      `variables: { width: '\${cameras}', cameras: '\${width}' }`,
      [
        `2:44 ['\${width}'] variable-circle: The value of \`cameras\` names variables that name it again, or becomes too long.`,
      ],
    ],
    [
      'a name that is none',
      'variables: { width: 1920, cameras: 2, 1st: 3 }',
      [
        '2:39 [1st] workload-invalid: A name begins with a letter or `_` and goes on with letters, digits, `_` and `-`; found `1st`.',
      ],
    ],
    [
      'a matrix over what nothing uses',
      `${variables}\nmatrix: { camera: [1, 2] }`,
      [
        '3:11 [camera] workload-matrix: The matrix varies `camera`, which nothing uses: all its runs would be the same. Did you mean `cameras`?',
      ],
    ],
    [
      'an axis without values',
      `${variables}\nmatrix: { ram: [] }`,
      ['3:16 [[]] workload-invalid: Expected at least 1 of them; found an empty list.'],
    ],
    [
      'a range that ends before it begins',
      `${variables}\nmatrix: { seed: 9..1 }`,
      ['3:17 [9..1] workload-matrix: The range `9..1` ends before it begins.'],
    ],
    [
      'a range that is too long',
      `${variables}\nmatrix: { seed: [0, 1..99999999] }`,
      ['3:21 [1..99999999] workload-matrix: `1..99999999` are more than 1000 values.'],
    ],
    [
      'a value twice',
      `${variables}\nmatrix: { cameras: [1, 2, 1] }`,
      ['3:20 [[1, 2, 1]] workload-matrix: `1` stands in this axis more than once.'],
    ],
    [
      'too many cells',
      `${variables}\nmatrix: { seed: 1..200, cameras: 1..6 }`,
      [
        '3:9 [{ seed: 1..200, cameras: 1..6 }] workload-matrix: The matrix has 1200 cells (200 of `seed` × 6 of `cameras`); at most 1000 are rehearsed.',
      ],
    ],
    [
      'no size of RAM',
      `${variables}\nmatrix: { ram: [512MB] }`,
      ['3:17 [512MB] workload-matrix: `MB` may mean powers of ten or of two; write MiB.'],
    ],
    [
      'no kernel',
      `${variables}\nmatrix: { kernel: [latest] }`,
      ["3:20 [latest] workload-matrix: `latest` is not a kernel's version, such as `6.12` or `6.1.176`."],
    ],
    [
      'a seed that is none',
      `${variables}\nmatrix: { seed: [-1] }`,
      ['3:18 [-1] workload-matrix: A seed is a whole number from 0 to 4294967295; found `-1`.'],
    ],
  ])('tells of %s, with its place', (_, head, expected) => {
    expect(shown(plan(head))).toEqual(expected);
  });

  it('says that a variable is quoted between braces', () => {
    const line = `steps: [{ alloc: { device: a, size: \${width}x1080 } }]`;
    expect(shown(plan(variables, undefined, line))).toEqual([
      `3:37 [\${width}] variable-unquoted: Inside \`{ … }\` and \`[ … ]\`, YAML takes the brace of \`\${name}\` for its own. Write the text in quotes: '\${name}'.`,
    ]);
  });

  it.each<readonly [string, PlanOverrides, string]>([
    ['no value', { set: ['width'] }, 'workload-option: --set width: expected NAME=VALUE.'],
    [
      'a misspelt name',
      { set: ['widht=3'] },
      'variable-unknown: --set widht: the workload has no variable `widht`. Did you mean `width`?',
    ],
    [
      'no kernel',
      { matrix: ['kernel=6.12,new'] },
      "workload-option: kernel: `new` is not a kernel's version, such as `6.12` or `6.1.176`.",
    ],
    [
      'too many cells',
      { matrix: ['seed=1..600', 'cameras=1,2'] },
      'workload-matrix: The matrix has 1200 cells (600 of `seed` × 2 of `cameras`); at most 1000 are rehearsed.',
    ],
    ['no values', { matrix: ['seed='] }, 'workload-option: --matrix seed=: expected NAME=VALUE.'],
  ])('tells of %s on the command line', (_, overrides, expected) => {
    expect(shown(plan(variables, overrides))).toEqual([expected]);
    expect(plan(variables, overrides).settings).toEqual([]);
  });

  it('is not occupied by values that double at each name', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `  v${at}: '\${v${at + 1}}\${v${at + 1}}'`);
    const text = `variables:\n${lines.join('\n')}\n  v100: long\n`;
    const started = performance.now();
    expect(plan(text, undefined, `steps: [{ free: '\${v0}' }]`).problems).toMatchObject([
      { code: 'variable-circle' },
    ]);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
