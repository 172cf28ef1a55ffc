import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeExpectation } from '../../../src/report/run-expectation.ts';
import type { Problem } from '../../../src/source/problem.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { loadWorkload } from '../../../src/workload/load-workload.ts';
import { readPlan } from '../../../src/workload/plan/read-plan.ts';
import type { RunResult } from '../../../src/workload/run-result.ts';
import { runWorkload } from '../../../src/workload/run-workload.ts';
import { defineTemplate } from '../../../src/workload/templates/define-template.ts';
import type { Template } from '../../../src/workload/templates/template.ts';
import { demoBoard } from '../demo-board.ts';

const pair = defineTemplate({
  name: 'pair',
  summary: 'Two buffers, of which one goes again.',
  sources: ['a test'],
  parameters: z.strictObject({
    device: z.string(),
    partner: z.string().optional(),
    mib: z.int().min(1).max(64),
    also: z.array(z.strictObject({ size: z.string() })).optional(),
  }),
  steps: ({ device, partner = device, mib }) => [
    { alloc: { device, size: `${mib}MiB`, id: 'left' } },
    { alloc: { device: partner, size: `${mib}MiB`, count: 2, id: 'right' } },
    { repeat: 3, steps: [{ free: 'left' }, { alloc: { device, size: `${mib}MiB`, id: 'left' } }] },
    { free: ['left', 'right[1]'] },
  ],
});

function file(text: string): SourceFile {
  return new SourceFile('w.yaml', text);
}

function load(text: string, templates?: readonly Template[]): ReturnType<typeof loadWorkload> {
  return loadWorkload(file(text), demoBoard(), undefined, templates);
}

function run(text: string, templates?: readonly Template[]): RunResult {
  const board = demoBoard();
  const { workload, problems } = loadWorkload(file(text), board, undefined, templates);
  if (workload === undefined) return expect.fail(problems.map(({ message }) => message).join('\n'));
  return runWorkload(board.dma, workload);
}

/** `line:column [what stands there] code: message help`. */
function shown(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, message, place, help }) => {
    const where = place?.file.lineColumn(place.start);
    const text = place?.file.text.slice(place.start, place.end);
    return `${where?.line}:${where?.column} [${text}] ${code}: ${message}${help === undefined ? '' : ` ${help}`}`;
  });
}

function verdicts({ expectations, pools }: RunResult): readonly string[] {
  return expectations.map((one) => `${one.holds ? 'yes' : 'no'}: ${describeExpectation(one, pools)}`);
}

const steps = (...lines: readonly string[]): string =>
  `version: 1\nsteps:\n${lines.map((line) => `  - ${line}\n`).join('')}`;

describe('variables', () => {
  it('stand for numbers and for parts of texts', () => {
    const text = `variables: { width: 1920, cameras: 3, size: '\${width}x1080' }\n${steps(
      `alloc: { device: camera, size: '\${size} NV12', count: '\${cameras}', id: cap }`,
      "free: 'cap[0..2]'",
    )}`;
    const result = run(text);
    expect(result.operations).toBe(6);
    expect(result.devices[0]?.requestedBytes).toBe(3 * 3_110_400);
  });

  it('have the values of the setting that a workload is loaded with', () => {
    const text = `matrix: { cameras: [1, 4] }\n${steps(`alloc: { device: camera, size: 1MiB, count: '\${cameras}' }`)}`;
    const operations = readPlan(file(text)).settings.map((setting) => {
      const board = demoBoard();
      const { workload } = loadWorkload(file(text), board, setting);
      return workload === undefined ? 0 : runWorkload(board.dma, workload).operations;
    });
    expect(operations).toEqual([1, 4]);
  });

  it('leave a mistake where it was written', () => {
    const text = `variables: { cameras: many }\n${steps(`alloc: { device: camera, size: 1MiB, count: '\${cameras}' }`)}`;
    expect(shown(load(text).problems)).toEqual([
      `4:49 ['\${cameras}'] workload-invalid: Expected a number; found \`many\`.`,
    ]);
  });

  it('are told of where they are not there, and where nothing uses them', () => {
    const text = `variables: { spare: 1 }\n${steps(`alloc: { device: camera, size: '\${wide}MiB' }`)}`;
    expect(shown(load(text).problems)).toEqual([
      `4:37 [\${wide}] variable-unknown: There is no variable \`wide\`. \`variables: { wide: … }\` gives it a value.`,
      '1:14 [spare] variable-unused: Nothing uses the variable `spare`.',
    ]);
  });
});

describe('pictures', () => {
  it('are one buffer, whose lines and height are rounded up', () => {
    const result = run(
      steps('alloc: { device: camera, size: 1900x1080 NV12, stride: 64, height: 16, id: frame }'),
    );
    expect(result.devices[0]?.requestedBytes).toBe(1920 * 1088 * 1.5);
  });

  it('are a buffer for each plane, one picture after the other, where planes are separate', () => {
    const result = run(
      steps(
        'alloc: { device: video, size: 1920x1080 NV12, planes: separate, count: 2, id: frame }',
        "free: ['frame[0]', 'frame[3]']",
      ),
    );
    expect(result.succeeded).toBe(4);
    expect(result.liveBytes).toBe(1920 * 540 + 1920 * 1080);
    expect(run(steps('alloc: { device: video, size: 1920x1080 NV12M }')).succeeded).toBe(2);
    expect(run(steps('alloc: { device: video, size: 1920x1080 NV12M, planes: together }')).succeeded).toBe(1);
  });

  it.each([
    [
      'alloc: { device: camera, size: 1920x1080 NV21X }',
      '3:36 [1920x1080 NV21X] workload-size: `NV21X` is neither a unit of size nor a format of pictures; did you mean `NV21`?',
    ],
    [
      'alloc: { device: camera, size: 1920x1080x4, stride: 64 }',
      '3:57 [64] workload-invalid: `stride` is of a picture, and `1920x1080x4` is none. A picture is written as its width, height and format: `1920x1080 NV12`.',
    ],
    [
      'alloc: { device: camera, size: 0x1080 NV12 }',
      '3:36 [0x1080 NV12] workload-size: A picture has at least one line and one pixel in it: `0x1080 NV12` has none.',
    ],
    [
      'alloc: { device: camera, size: 640x480 NV12M, count: 5000 }',
      '3:58 [5000] workload-invalid: Pictures in separate planes are at most 4096 a step. A `repeat` around the step makes more.',
    ],
    [
      'alloc: { device: camera, size: 1MiB, count: -4 }',
      '3:49 [-4] workload-invalid: Expected at least 1; found `-4`.',
    ],
    ['alloc: { device: camera, size: -4096 }', '3:36 [-4096] workload-size: `-4096` is not a size.'],
  ])('are refused with their place: %s', (line, expected) => {
    expect(shown(load(steps(line)).problems)).toEqual([expected]);
  });
});

describe('use', () => {
  it('stands for the steps of its template, whose ids have its own before them', () => {
    const result = run(
      steps(
        'use: { template: pair, device: camera, mib: 2, id: one }',
        'use: { template: pair, device: camera, mib: 3 }',
        'use: { template: pair, device: display, mib: 1 }',
        "free: ['one.right[0]', pair.right, 'pair-2.right']",
      ),
      [pair],
    );
    expect(result.succeeded).toBe(18);
    expect(result.liveBuffers).toBe(0);
  });

  it('keeps its place: a failure in it points at it', () => {
    const text = steps('free: all', 'use: { template: pair, device: camera, mib: 40 }').replace(
      '- free: all\n  ',
      '',
    );
    const result = run(text, [pair]);
    const { firstFailure } = result;
    const { start, end } = firstFailure?.place ?? { start: 0, end: 0 };
    expect(text.slice(start, end)).toBe('{ template: pair, device: camera, mib: 40 }');
    expect(firstFailure?.buffer).toBe('pair.right[0]');
  });

  it.each([
    [
      'an unknown template',
      'use: { template: pairs, device: camera, mib: 1 }',
      '3:22 [pairs] template-unknown: There is no template `pairs`. Did you mean `pair`?',
    ],
    [
      'an unknown device, where it is named',
      'use: { template: pair, device: camera, mib: 1, partner: camra }',
      '3:61 [camra] unknown-device: The device tree has no node with the path, label or alias `camra`. Did you mean `camera` or `/soc/camera@2000000`?',
    ],
    [
      'a misspelt parameter',
      'use: { template: pair, devise: camera, mib: 1 }',
      '3:28 [devise] workload-unknown-key: The template `pair` has no `devise`. Did you mean `device`?',
    ],
    [
      'a misspelt key of a list in its parameters',
      "use: { template: pair, device: camera, mib: 1, also: [{ size: '1', sise: 2 }] }",
      '3:72 [sise] workload-unknown-key: An entry of `also` has no `sise`. Did you mean `size`?',
    ],
    [
      'a parameter that is missing',
      'use: { template: pair, device: camera }',
      '3:10 [{ template: pair, device: camera }] workload-key-missing: The template `pair` needs `mib`.',
    ],
    [
      'nonsense',
      'use: { template: pair, device: camera, mib: -3 }',
      '3:49 [-3] workload-invalid: Expected at least 1; found `-3`.',
    ],
    [
      'an expectation, which it has not',
      'use: { template: pair, device: camera, mib: 1 }\n    expect: fails',
      '4:13 [fails] workload-invalid: A `use` has no `expect`; `alloc` and the other operations have one.',
    ],
  ])('refuses %s', (_, line, expected) => {
    expect(shown(load(steps(line), [pair]).problems)).toEqual([expected]);
  });

  it('refuses an id that another has', () => {
    const text = steps(
      'use: { template: pair, device: camera, mib: 1, id: a }',
      'use: { template: pair, device: camera, mib: 1, id: a }',
    );
    expect(shown(load(text, [pair]).problems)).toEqual([
      '4:56 [a] id-in-use: Another `use` has the id `a`: their buffers would have the same names.',
    ]);
  });
});

describe('expectations', () => {
  const frames = [
    'alloc: { device: camera, size: 16MiB, count: 4, id: frame }',
    "free: ['frame[0]', 'frame[2]']",
  ];

  it('judge the largest hole at any time, of a pool and of all', () => {
    const text = `${steps(...frames)}expect: { largestHole: 1MiB, pools: { camera_cma: { largestHole: 0 } } }\n`;
    expect(verdicts(run(text))).toEqual([
      'yes: no failure that no step expects: none',
      'no: at least 1MiB free in one piece at any time: 0 bytes, 0% (camera-cma@58000000), w.yaml:5:24',
      'yes: at least 0 free in one piece at any time: 0 bytes, 0% (camera-cma@58000000), w.yaml:5:66',
    ]);
    const half = `${steps('alloc: { device: camera, size: 32MiB }')}expect: { largestHole: 50% }\n`;
    expect(verdicts(run(half))[1]).toBe(
      'yes: at least 50% free in one piece at any time: 32 MiB, 50% (camera-cma@58000000), w.yaml:4:24',
    );
  });

  it('judge peak, waste and fragmentation of every pool in use', () => {
    const text = `${steps('alloc: { device: video, size: 9MiB }')}expect: { peak: 10MiB, waste: 40%, fragmentation: 0% }\n`;
    expect(verdicts(run(text)).slice(1)).toEqual([
      'no: at most 10MiB in use: 16 MiB, 100% (video-pool@50000000), w.yaml:4:17',
      'no: at most 40% lost to rounding: 7 MiB, 43.8% (video-pool@50000000), w.yaml:4:31',
      'yes: at most 0% of what is free outside the largest hole: 0% (video-pool@50000000), w.yaml:4:51',
    ]);
  });

  it('take `all succeed` and `fails: expected`', () => {
    const line = 'alloc: { device: video, size: 32MiB, count: 2 }';
    expect(run(`${steps(`${line}\n    fails: expected`)}expect: all succeed\n`).passes).toBe(true);
    expect(run(`${steps(line)}expect: all succeed\n`).passes).toBe(false);
    expect(run(steps(`${line}\n    expect: all succeed`)).passes).toBe(false);
    expect(run(steps(`${line}\n    expect: { fails: expected }`)).passes).toBe(true);
    expect(run(steps('alloc: { device: video, size: 1MiB }\n    fails: expected')).passes).toBe(false);
  });

  it('judge the pool that a buffer comes out of', () => {
    const from = (device: string, pool: string): RunResult =>
      run(steps(`alloc: { device: ${device}, size: 1MiB }\n    expect: { pool: ${pool} }`));
    expect(verdicts(from('camera', 'camera_cma'))[0]).toBe(
      'yes: it succeeds, out of camera_cma: so it is, w.yaml:3:5',
    );
    expect(verdicts(from('camera', 'video_pool'))[0]).toBe(
      'no: out of video_pool: out of camera-cma@58000000, w.yaml:3:5',
    );
  });

  it.each([
    [
      'alloc: { device: camera, size: 1 }\n    expect: { pool: camera_cmo }',
      '4:21 [camera_cmo] unknown-pool: There is no pool `camera_cmo`; there are /reserved-memory/video-pool@50000000, /reserved-memory/camera-cma@58000000. Did you mean `camera_cma` or `/reserved-memory/camera-cma@58000000`?',
    ],
    [
      'alloc: { device: camera, size: 1 }\n    expect: { pool: camera_cma, fails: 1 }',
      '4:21 [camera_cma] workload-invalid: What fails gives nothing: neither `from`, `pool` nor `dma`.',
    ],
    [
      'setMask: { device: camera, mask: 32 }\n    expect: { pool: camera_cma }',
      '4:21 [camera_cma] workload-invalid: Only what is allocated comes out of a pool.',
    ],
    [
      'free: all\n    fails: expected',
      '4:12 [expected] workload-invalid: Only an `alloc` without `expect` has `fails`.',
    ],
  ])('are refused where they make no sense: %s', (line, expected) => {
    expect(shown(load(steps(line)).problems)).toEqual([expected]);
  });
});

describe('a device without a pool', () => {
  it('is told what it gets instead', () => {
    const result = load(steps('alloc: { device: /sound, size: 4KiB }'));
    expect(result.workload).toBeDefined();
    expect(shown(result.problems)).toEqual([
      '3:22 [/sound] device-without-pool: `/sound` has no pool of its own: the page allocator gives it memory, a block of 2^n pages at a time. A `memory-region` gives it one.',
    ]);
  });

  it('is not, where a step says where its memory comes from', () => {
    expect(
      load(steps('alloc: { device: /sound, size: 4KiB }\n    expect: { from: pages }')).problems,
    ).toEqual([]);
  });

  it('is an error where a step says that it has one', () => {
    const { workload, problems } = load(
      steps('alloc: { device: /sound, size: 4KiB }\n    expect: { pool: camera_cma }'),
    );
    expect(workload).toBeUndefined();
    expect(shown(problems)[1]).toBe(
      '4:21 [camera_cma] device-without-pool: `/sound` never allocates from `camera_cma`: it has no `memory-region` that leads there.',
    );
  });
});
