import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { carveout, type Outcome, scratchFolder } from './carveout.ts';

const maxCpuSeconds = 2;
const maxMiB = 512;

/** A board that is right, with room for more statements. */
function board(more: string): string {
  return `/dts-v1/;
/ {
	#address-cells = <1>;
	#size-cells = <1>;
	compatible = "test,board";
	memory@40000000 { device_type = "memory"; reg = <0x40000000 0x40000000>; };
};
${more}`;
}

interface BadSource {
  readonly name: string;
  readonly source: string | Uint8Array;
  /** The lines of board.dts that the errors point at. */
  readonly lines: readonly number[];
  readonly says: RegExp;
}

const nodes = 10_000;

const badSources: readonly BadSource[] = [
  { name: 'an empty file', source: '', lines: [1], says: /empty|\/dts-v1\// },
  {
    name: 'a file that includes itself',
    source: '/dts-v1/;\n#include "board.dts"\n/ { };\n',
    lines: [2],
    says: /includes? itself|nest|depth|deep/i,
  },
  {
    name: '10,000 nested nodes',
    source: `/dts-v1/;\n/ {\n${'n {'.repeat(nodes)}${'};'.repeat(nodes)}\n};\n`,
    lines: [3],
    says: /nest|deep/,
  },
  {
    name: 'a macro that doubles itself 40 times',
    source: `/dts-v1/;\n#define M0 1\n${Array.from({ length: 40 }, (_, n) => `#define M${n + 1} M${n} M${n}\n`).join('')}/ { p = <M40>; };\n`,
    lines: [43],
    says: /expan|macro/i,
  },
  {
    name: 'an unterminated string',
    source: board('/ {\n\tmodel = "no end;\n};\n'),
    lines: [9],
    says: /string/,
  },
  { name: 'an unterminated comment', source: board('/* no end\n'), lines: [8], says: /comment/ },
  { name: 'an unterminated #if', source: board('#if 1\n/ { };\n'), lines: [8], says: /#if|#endif/ },
  {
    name: 'a missing semicolon in three places',
    source: board('/ {\n\ta = <1>\n\tb = <2>;\n\tnode {\n\t\tc = "x"\n\t};\n};\n/ {\n\te = [00]\n};\n'),
    lines: [9, 12, 16],
    says: /;/,
  },
  { name: 'an undefined label', source: board('/ {\n\tp = <&nobody>;\n};\n'), lines: [9], says: /nobody/ },
  {
    name: 'a duplicate label',
    source: board('/ {\n\ttwice: one { };\n\ttwice: two { };\n};\n'),
    lines: [10],
    says: /twice/,
  },
  { name: 'a division by zero', source: board('/ {\n\tp = <(1 / 0)>;\n};\n'), lines: [9], says: /zero/ },
  {
    name: 'an include outside the allowed folders',
    source: board('#include "../outside.dtsi"\n'),
    lines: [8],
    says: /outside/,
  },
];

describe('lint refuses, with the place', () => {
  it.each(badSources)('$name', ({ source, lines, says }) => {
    const folder = scratchFolder({ 'boards/board.dts': source, 'outside.dtsi': 'secret\n' });
    const outcome = carveout(['lint', 'board.dts'], { cwd: join(folder, 'boards') });

    expectRefusal(outcome, says);
    expect(errorLines(outcome.stderr, 'board.dts')).toEqual(lines);
    expect(outcome.stdout).toBe('');
  });
});

describe('lint refuses the input', () => {
  it('when there is no such file', () => {
    expectRefusal(carveout(['lint', 'no-such.dts']), /no-such\.dts/);
  });

  it('when a folder has no board in it', () => {
    const folder = scratchFolder({ 'boards/readme.txt': 'none here\n' });
    expectRefusal(carveout(['lint', 'boards'], { cwd: folder }), /boards: no \.dts file/);
  });

  it.each([
    ['with NUL bytes', (index: number) => (index * 7919) % 256],
    ['without NUL bytes', (index: number) => 128 + ((index * 7919) % 128)],
  ])('when it is binary garbage %s', (_, byte) => {
    const folder = scratchFolder({
      'board.dts': Uint8Array.from({ length: 65_536 }, (_, index) => byte(index)),
    });
    expectRefusal(carveout(['lint', 'board.dts'], { cwd: folder }), /board\.dts/);
  });

  it('when it is a broken device-tree blob', () => {
    const folder = scratchFolder({ 'board.dts': Uint8Array.of(0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 72) });
    expectRefusal(carveout(['lint', 'board.dts'], { cwd: folder }), /ends within its header/);
  });
});

describe.each(['report', 'boot'])('%s refuses', (name) => {
  it('a folder where one file is asked for', () => {
    const folder = scratchFolder({ 'boards/board.dts': board('') });
    expectRefusal(carveout([name, 'boards'], { cwd: folder }), /boards/);
  });

  it('a source with an error, with its place', () => {
    const folder = scratchFolder({ 'board.dts': board('/ {\n\tp = <&nobody>;\n};\n') });
    const outcome = carveout([name, 'board.dts'], { cwd: folder });
    expectRefusal(outcome, /nobody/);
    expect(errorLines(outcome.stderr, 'board.dts')).toEqual([9]);
  });
});

describe('run refuses', () => {
  const cases = [
    {
      name: 'a workload with a misspelt key',
      file: 'w.yaml',
      workload: 'version: 1\nsteps:\n  - aloc: { device: video, size: 4KiB, id: a }\n',
      line: 3,
      says: /aloc/,
    },
    {
      name: 'a workload that names an unknown device',
      file: 'w.yaml',
      workload: 'version: 1\nsteps:\n  - alloc: { device: /soc/nobody@1, size: 4KiB, id: a }\n',
      line: 3,
      says: /nobody/,
    },
    {
      name: 'a workload that frees what was never allocated',
      file: 'w.yaml',
      workload: 'version: 1\nsteps:\n  - free: a\n',
      line: 3,
      says: /\ba\b/,
    },
    {
      name: 'an operation log that frees what was never allocated',
      file: 'w.jsonl',
      workload:
        '{"device":"/soc/video@1000000","do":"alloc","id":"b","size":8192}\n{"device":"/soc/video@1000000","do":"free","id":"a"}\n',
      line: 2,
      says: /\ba\b/,
    },
  ];

  it.each(cases)('$name', ({ file, workload, line, says }) => {
    const folder = scratchFolder({});
    const path = join(folder, file);
    writeFileSync(path, workload);
    const outcome = carveout(['run', 'fixtures/boards/demo.dts', path]);
    expectRefusal(outcome, says);
    expect(errorLines(outcome.stderr, file)).toEqual([line]);
  });

  it('a workload that is not there', () => {
    expectRefusal(carveout(['run', 'fixtures/boards/demo.dts', 'no-such.yaml']), /no-such\.yaml/);
  });
});

/** Exit code 2, a message that fits, no stack trace, and neither time nor memory wasted on it. */
function expectRefusal(outcome: Outcome, says: RegExp): void {
  expect(outcome.stderr).toMatch(says);
  expect(outcome.stderr).not.toMatch(/\n\s+at |bug in carveout/);
  expect(outcome.status).toBe(2);
  expect(outcome.cpuSeconds).toBeLessThan(maxCpuSeconds);
  expect(outcome.peakMiB).toBeLessThan(maxMiB);
}

/** The lines that the errors in a file point at, in the order of printing. */
function errorLines(stderr: string, file: string): number[] {
  const heads = stderr.matchAll(/^(?<path>\S+):(?<line>\d+):\d+: error\b/gm);
  return [...heads]
    .filter(({ groups }) => groups?.path?.endsWith(file))
    .map(({ groups }) => Number(groups?.line));
}
