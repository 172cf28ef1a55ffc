import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compareWithLog, type LogComparison } from '../../../src/project/against/compare-log.ts';
import { readKernelLog } from '../../../src/project/against/kernel-log.ts';
import { bootAgainstJson } from '../../../src/report/boot-against-json.ts';
import { bootAgainstText } from '../../../src/report/boot-against-text.ts';
import { plainTerminal } from '../../../src/report/terminal.ts';
import { readRecording } from '../../conformance/kernel/recording.ts';
import { type RecordedBoot, recordedBoot } from './recorded-log.ts';

const recordings = fileURLToPath(new URL('../../../fixtures/recordings/', import.meta.url));
const kernels = readdirSync(recordings, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const stamp = (line: string, index: number): string => `[    0.${`${index}`.padStart(6, '0')}] ${line}`;

function compared({ board, request }: RecordedBoot, text: string): LogComparison {
  const log = readKernelLog(text);
  if (log === undefined) throw new Error('no kernel log');
  const result = compareWithLog(board, log, request);
  if (!result.ok) throw new Error(result.problem.message);
  return result.comparison;
}

describe.each(kernels)('logs of Linux %s', (kernel) => {
  const files = readdirSync(`${recordings}${kernel}`).filter((file) => file.endsWith('.json.gz'));

  it.each(files)('%s: what the kernel printed is what the emulation prints', (file) => {
    const boot = recordedBoot(readRecording(`${recordings}${kernel}/${file}`));
    const comparison = compared(boot, boot.lines.map(stamp).join('\n'));
    expect(comparison.differences).toEqual([]);
    expect(comparison.takenFromLog).toEqual(['kernel', 'cmdline']);
  });
});

const overlap = recordedBoot(readRecording(`${recordings}6.12/s-overlap-0.json.gz`));
const basic = recordedBoot(readRecording(`${recordings}6.12/s-static-basic-0.json.gz`));

/** As a serial console of so many columns shows it. */
function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [''])
    .join('\n');
}

const noises: readonly (readonly [name: string, make: (lines: readonly string[]) => string])[] = [
  ['no time stamps', (lines) => lines.join('\n')],
  ['carriage returns', (lines) => lines.map(stamp).join('\r\n')],
  ['levels', (lines) => lines.map((line, at) => `<6>${stamp(line, at)}`).join('\n')],
  [
    'colours',
    (lines) => lines.map((line, at) => `\x1b[32m${stamp('', at)}\x1b[0m\x1b[1m${line}\x1b[0m`).join('\n'),
  ],
  ['carriage returns of two drivers', (lines) => lines.map(stamp).join('\r\r\n')],
  ['processors', (lines) => lines.map((line) => `[    0.000000@0] ${line}`).join('\n')],
  ['tasks', (lines) => lines.map((line) => `[    0.000000] <0>-(0)[0:swapper]${line}`).join('\n')],
  [
    'logcat',
    (lines) =>
      lines
        .flatMap((line) => line.split('\n'))
        .map((line) => {
          const [tag = '', ...rest] = line.split(': ');
          return `01-01 00:00:05.123     0     0 I ${tag.padEnd(8)}${rest.length === 0 ? '' : ': '}${rest.join(': ')}`;
        })
        .join('\n'),
  ],
  ['callers', (lines) => lines.map((line) => `[    0.000000][    T0] ${line}`).join('\n')],
  ['dmesg -T', (lines) => lines.map((line) => `[Sat Nov 21 05:39:56 2026] ${line}`).join('\n')],
  ['dmesg -x', (lines) => lines.map((line, at) => `kern  :info  : ${stamp(line, at)}`).join('\n')],
  [
    'syslog',
    (lines) => lines.map((line, at) => `Nov 21 05:39:56 board kernel: ${stamp(line, at)}`).join('\n'),
  ],
  ['journalctl', (lines) => lines.map((line) => `Nov 21 05:39:56 board kernel: ${line}`).join('\n')],
  [
    'rsyslog',
    (lines) => lines.map((line) => `2026-11-21T05:39:56.123456+00:00 board kernel: ${line}`).join('\n'),
  ],
  [
    'a boot loader before it',
    (lines) => `U-Boot 2026.01\n\nStarting kernel ...\n\n${lines.map(stamp).join('\n')}`,
  ],
  ['a console of 80 columns', (lines) => wrapped(lines.map(stamp).join('\n'), 80)],
  [
    'two messages a line',
    (lines) =>
      lines
        .map(stamp)
        .join('\n')
        .replace(/\n(\[.*initialized node)/g, '$1'),
  ],
  [
    'hidden addresses',
    (lines) =>
      lines
        .map(stamp)
        .join('\n')
        .replace(/(pool at) 0x[0-9a-f]+/g, '$1 (____ptrval____)'),
  ],
];

describe('a log with noise', () => {
  it.each(noises)('agrees all the same: %s', (_name, make) => {
    for (const boot of [basic, overlap]) {
      const comparison = compared(boot, make(boot.lines));
      expect(comparison.differences).toEqual([]);
      expect(comparison.agreeing).toBeGreaterThan(10);
    }
  });

  it('is judged from where it begins, if its beginning is lost', () => {
    const from = basic.lines.findIndex((line) => line.includes('initialized node cma@'));
    const comparison = compared(basic, basic.lines.slice(from).map(stamp).join('\n'));
    expect(comparison.differences).toEqual([]);
    expect(comparison.unjudged).toBeGreaterThan(2);
    expect(comparison.hints.map(({ code }) => code)).toContain('no-beginning');
  });
});

describe('a log of several boots', () => {
  const lines = basic.lines.map(stamp);
  const whole = [...lines, '[    0.100000] Memory: 900000K/1048576K available (1K kernel code)'];
  const strange = '[    0.000000] OF: reserved mem: initialized node other@1000, compatible id acme,other';

  it('is judged by the last one', () => {
    const comparison = compared(basic, [...lines, strange, ...whole].join('\n'));
    expect(comparison.differences).toEqual([]);
    expect(comparison.log.chosen).toEqual({ boots: 2, line: lines.length + 2 });
    expect(comparison.hints.map(({ code }) => code)).toContain('several-boots');
  });

  it('is judged by the last one that is all there', () => {
    const comparison = compared(basic, [...whole, ...lines.slice(0, 2), strange].join('\n'));
    expect(comparison.differences).toEqual([]);
    expect(comparison.log.chosen).toEqual({ boots: 2, line: 1 });
  });

  it('is one boot only where somebody asked for the version later on', () => {
    const comparison = compared(basic, [...whole, 'Linux version 6.12.0 (me@here)'].join('\n'));
    expect(comparison.differences).toEqual([]);
    expect(comparison.log.chosen).toMatchObject({ line: 1 });
  });
});

/** The basic boot's log with a change. */
function changed(change: (text: string) => string): LogComparison {
  return compared(basic, change(basic.lines.map(stamp).join('\n')));
}

describe('a log that differs', () => {
  it('shows other numbers, by region', () => {
    const { differences } = changed((text) => text.replaceAll('0x000000005b000000', '0x000000005c000000'));
    expect(differences.map(({ kind, about, subject }) => [kind, about, subject])).toEqual([
      ['different', 'created', 'cma@5b000000'],
      ['different', 'summary', 'cma@5b000000'],
    ]);
    expect(differences[0]).toMatchObject({
      emulated: 'Reserved memory: created CMA memory pool at 0x000000005b000000, size 8 MiB',
      logged: 'Reserved memory: created CMA memory pool at 0x000000005c000000, size 8 MiB',
      reason: expect.stringContaining('another reg'),
    });
  });

  it('shows what is missing', () => {
    const { differences } = changed((text) => text.replace(/.*non-reusable plain@68a9b000\n/, ''));
    expect(differences).toMatchObject([{ kind: 'missing', about: 'summary', subject: 'plain@68a9b000' }]);
  });

  it('shows what is too much, with its line', () => {
    const extra = 'OF: reserved mem: initialized node other@1000, compatible id shared-dma-pool';
    const { differences } = changed((text) => `${text}\n[    1.000000] ${extra}`);
    expect(differences).toMatchObject([
      {
        kind: 'extra',
        subject: 'other@1000',
        line: basic.lines.length + 1,
        reason: expect.stringContaining('no region'),
      },
    ]);
  });

  it('shows an overlap that only one of the two has', () => {
    const lines = 'OF: reserved mem: OVERLAP DETECTED!\na@1 (0x1--0x3) overlaps with b@2 (0x2--0x4)';
    expect(changed((text) => `${text}\n${lines}`).differences).toMatchObject([
      { kind: 'extra', about: 'overlap', subject: 'a@1', logged: lines },
    ]);
  });

  it('names the memory that booted, as options', () => {
    const { differences } = changed((text) => text.replaceAll('0x000000007fffffff]', '0x00000000bfffffff]'));
    expect(differences).toMatchObject([
      { kind: 'memory', logged: '2 GiB at 0x40000000', emulated: '1 GiB at 0x40000000' },
    ]);
    expect(differences[0]?.reason).toContain('--memory 0x80000000@0x40000000');
  });

  it('names the size of a default area of another configuration', () => {
    const { differences } = changed((text) => text.replace('cma: Reserved 64 MiB', 'cma: Reserved 32 MiB'));
    expect(differences).toMatchObject([{ kind: 'different', about: 'default-cma' }]);
  });

  it('does not mind where an area lies that is not exact', () => {
    const { differences } = changed((text) =>
      text.replace(/(cma: Reserved 64 MiB at) \S+/, '$1 0x0000000070000000'),
    );
    expect(differences).toEqual([]);
  });

  it('does not mind messages of a running kernel', () => {
    const { differences } = changed(
      (text) =>
        `${text}\n[  99.000000] cma: __cma_alloc: linux,cma: alloc failed, req-size: 1 pages, ret: -12`,
    );
    expect(differences).toEqual([]);
  });

  it('says that the log is of another board, another kernel, another command line', () => {
    const text = basic.lines.map(stamp).join('\n').replace('linux,dummy-virt', 'Some board');
    const log = readKernelLog(text);
    if (log === undefined) throw new Error('no log');
    const { board, request } = basic;
    const given = {
      kernel: { ...request.kernel, version: '6.1' },
      machine: { ...request.machine, cmdline: 'cma=8M' },
    };
    const result = compareWithLog(board, log, given);
    const codes = result.ok ? result.comparison.hints.map(({ code }) => code) : [];
    expect(codes).toEqual(expect.arrayContaining(['other-kernel', 'other-cmdline']));
  });
});

describe('reading a log', () => {
  it.each(['', 'hello\nworld\n', '\0\u0001\u0002'.repeat(1000), 'U-Boot 2026.01\nHit any key\n'])(
    'refuses what is none: %j',
    (text) => {
      expect(readKernelLog(text)).toBeUndefined();
    },
  );

  it('tells release, command line and model', () => {
    expect(
      readKernelLog(
        '[    0.000000] Linux version 6.6.30-yocto-standard (oe@host)\n[    0.000000] OF: fdt: Machine model: Acme One\n[    0.000000] Kernel command line: console=ttyS0 cma=64M\n',
      ),
    ).toMatchObject({
      release: '6.6.30-yocto-standard',
      machineModel: 'Acme One',
      commandLine: 'console=ttyS0 cma=64M',
      hasBeginning: true,
    });
  });

  it('takes a long log of nothing else in its stride', () => {
    const line = '[    1.000000] OF: reserved mem: OVERLAP DETECTED!';
    const text = `${line}\n`.repeat(50_000);
    const before = performance.now();
    expect(readKernelLog(text)?.messages).toHaveLength(50_000);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('the report', () => {
  const comparison = changed((text) =>
    text
      .replace(/.*non-reusable plain@68a9b000\n/, '')
      .replaceAll('0x000000007fffffff]', '0x00000000bfffffff]'),
  );

  it('tells the verdict first, and then by region', () => {
    expect(bootAgainstText(comparison, 'dmesg.txt', { ...plainTerminal, width: 76 })).toMatchInlineSnapshot(`
      "dmesg.txt: 2 differences; 13 messages agree.
      Linux 6.12 arm64, 4 KiB pages, given (recorded)
      kernel image 0x24f0000@0x40200000, initrd 0x400000@0x48400000, device tree
        0xa47@0x48000000
      kernel version and command line: as the log says

      memory
        log: 2 GiB at 0x40000000
        emulated: 1 GiB at 0x40000000
        = The board that booted has other RAM, or its boot loader changed the
          memory nodes. Boot it so: --memory 0x80000000@0x40000000

      plain@68a9b000
        log: nothing
        emulated: OF: reserved mem: 0x0000000068a9b000..0x0000000068bacfff
            (1096 KiB) map non-reusable plain@68a9b000
        = The tree that booted may not have plain@68a9b000, or has it disabled; or
          its kernel lacks the driver (--kconfig).
      "
    `);
  });

  it('is JSON', () => {
    expect(JSON.parse(bootAgainstJson(comparison))).toMatchObject({
      schemaVersion: 1,
      same: false,
      takenFromLog: ['kernel', 'cmdline'],
      log: { hasBeginning: true },
      differences: [
        { kind: 'memory', line: null },
        { kind: 'missing', subject: 'plain@68a9b000', logged: null },
      ],
    });
  });
});
