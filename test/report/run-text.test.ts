import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runText } from '../../src/report/run-text.ts';
import { plainTerminal, type Terminal } from '../../src/report/terminal.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import type { RunResult } from '../../src/workload/run-result.ts';
import { runWorkload } from '../../src/workload/run-workload.ts';
import { demoBoard } from '../workload/demo-board.ts';

function resultOf(path: string, text?: string): RunResult {
  const board = demoBoard();
  const content = text ?? readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const { workload } = loadWorkload(new SourceFile(path, content), board);
  return workload === undefined ? expect.fail('not loaded') : runWorkload(board.dma, workload);
}

function textOf(result: RunResult, terminal: Partial<Terminal> = {}, kernel?: string): string {
  return runText(result, { terminal: { ...plainTerminal, ...terminal }, kernel });
}

describe('runText', () => {
  it('shows a workload that fails: verdict, pools, devices, cause and remedy', () => {
    expect(
      textOf(resultOf('fixtures/workloads/demo.yaml'), { width: 110 }, 'Linux 6.12, arm64'),
    ).toMatchInlineSnapshot(`
      "FAILS fixtures/workloads/demo.yaml (video call): 7 of 40 allocations fail
      Linux 6.12, arm64

      Pools
        pool                   size       peak       free at peak  least hole  rounding  fragmented  failed
        video-pool@50000000  16 MiB     13 MiB  81%         3 MiB       3 MiB  3.04 MiB         27%       7
        camera-cma@58000000  64 MiB  47.48 MiB  74%     16.52 MiB   16.04 MiB    16 KiB         50%       0

      Devices
        device                allocations  failed  from      peak asked for  rounding    live at end
        /soc/display@3000000            2       0  cma            15.82 MiB   0 bytes  2 (15.82 MiB)
        /soc/camera@2000000             8       0  cma            31.64 MiB    16 KiB           none
        /soc/video@1000000             30       7  coherent        9.96 MiB  3.04 MiB           none

      Budget of camera-cma@58000000
        at the peak                size     bytes  of the pool
        /soc/camera@2000000   31.64 MiB  33177600        49.4%
        /soc/display@3000000  15.82 MiB  16588800        24.7%
        rounding                 16 KiB     16384         0.0%
        lost to holes           492 KiB    503808         0.8%
        left over             16.04 MiB  16822272        25.1%
        the pool                 64 MiB  67108864       100.0%

      Phases
        phase    operations  failed
        start             2       0
        call             63       7
        hang up          13       0

      First failure
        at: fixtures/workloads/demo.yaml:17:9, operation 15, in \`call\`
        /soc/video@1000000 asks for 0x2fd000 (2.99 MiB) as \`frame[3]\` and gets nothing.
        cause: 3133440 bytes need 1024 pages at a multiple of 1024 in /reserved-memory/video-pool@50000000.
        nearest: 0x50000000-0x50400000, of which 1 MiB are taken by \`bitstream\` (/soc/video@1000000)
        held by: /soc/video@1000000: 4 buffers, 13 MiB (9.96 MiB asked for)
        help: Enlarge /reserved-memory/video-pool@50000000 to 0x1400000 (20 MiB), or make it \`reusable\`: CMA does
              not round up to powers of two, and these buffers would take 13 MiB of it.

      Failures
        7 × /soc/video@1000000, 2.99 MiB (no-hole): needs 4 MiB aligned to 4 MiB, largest such hole 0 bytes of 3 MiB
            free; first at fixtures/workloads/demo.yaml:17:9

      Expectations
        ✗ no failure that no step expects: 7
        ✓ at most 2 buffers live at the end: 2, fixtures/workloads/demo.yaml:31:9
        ✓ at least 10% free at any time: 3 MiB, 18.8% (video-pool@50000000), fixtures/workloads/demo.yaml:30:13
      "
    `);
  });

  it('shows a workload that passes although some of it fails as expected', () => {
    expect(textOf(resultOf('fixtures/workloads/preview.yaml'), { width: 110 })).toMatchInlineSnapshot(`
      "PASSES fixtures/workloads/preview.yaml (camera preview): 2 of 306 allocations fail, as expected

      Pools
        pool                 kind    size       peak       free at peak  least hole  rounding  fragmented  failed
        camera-cma@58000000  cma   64 MiB  50.16 MiB  78%     13.84 MiB   12.83 MiB  3.75 KiB         42%       2

      Devices
        device                allocations  failed  from  peak asked for  rounding    live at end
        /soc/camera@2000000           304       2  cma        34.33 MiB  3.75 KiB           none
        /soc/display@3000000            2       0  cma        15.82 MiB   0 bytes  2 (15.82 MiB)

      Budget of camera-cma@58000000
        at the peak                size     bytes  of the pool
        /soc/camera@2000000   34.33 MiB  36000000        53.6%
        /soc/display@3000000  15.82 MiB  16588800        24.7%
        rounding               3.75 KiB      3840         0.0%
        lost to holes          1.01 MiB   1060864         1.6%
        left over             12.83 MiB  13455360        20.1%
        the pool                 64 MiB  67108864       100.0%

      First failure (expected)
        at: fixtures/workloads/preview.yaml:20:5, operation 605
        /soc/camera@2000000 asks for 0x112a880 (17.17 MiB) as \`burst[2]\` and gets nothing.
        cause: 18000000 bytes need 4395 pages at a multiple of 256 in /reserved-memory/camera-cma@58000000.
        nearest: 0x5ae00000-0x5bf2b000, of which 5.17 MiB are taken by \`burst[1]\` (/soc/camera@2000000)
        held by: /soc/camera@2000000: 2 buffers, 34.34 MiB (34.33 MiB asked for); /soc/display@3000000: 2 buffers,
                 15.82 MiB (15.82 MiB asked for)
        help: Enlarge /reserved-memory/camera-cma@58000000 to 0x4800000 (72 MiB).

      Failures
        2 × /soc/camera@2000000, 17.17 MiB (no-hole): needs 17.17 MiB aligned to 1 MiB, largest such hole 12 MiB of
            13.84 MiB free; first at fixtures/workloads/preview.yaml:20:5

      Expectations
        ✓ 2 of 4 fail: so it is, fixtures/workloads/preview.yaml:20:5
        ✓ no failure that no step expects: none
        ✓ at most 2 buffers live at the end: 2, fixtures/workloads/preview.yaml:25:9
        ✓ at most 90% in use: 50.16 MiB, 78.4% (camera-cma@58000000), fixtures/workloads/preview.yaml:27:25
        ✓ at most 50% of what is free outside the largest hole: 42% (camera-cma@58000000),
          fixtures/workloads/preview.yaml:27:45
      "
    `);
  });

  it('is short where nothing fails', () => {
    const text = 'version: 1\nsteps: [{ alloc: { device: camera, size: 1MiB, id: a } }]\n';
    expect(textOf(resultOf('one.yaml', text), { width: 110 })).toMatchInlineSnapshot(`
      "PASSES one.yaml: its allocation succeeds

      Pools
        pool                 kind    size   peak      free at peak  least hole  rounding  fragmented  failed
        camera-cma@58000000  cma   64 MiB  1 MiB  2%        63 MiB      63 MiB   0 bytes          0%       0

      Devices
        device               allocations  failed  from  peak asked for  rounding  live at end
        /soc/camera@2000000            1       0  cma            1 MiB   0 bytes    1 (1 MiB)

      Expectations
        ✓ no failure that no step expects: none
      "
    `);
  });

  it.each([60, 80])('stays within %i columns below the verdict, in ASCII where asked', (width) => {
    const lines = textOf(resultOf('fixtures/workloads/demo.yaml'), { width, unicode: false }).split('\n');
    expect(lines.slice(1).filter((line) => line.length > width)).toEqual([]);
    expect(lines.join('')).toMatch(/^[ -~]*$/);
  });

  it('has colours where the terminal has them', () => {
    expect(textOf(resultOf('fixtures/workloads/demo.yaml'), { colour: true })).toContain('\u001b[31m');
  });

  it('prints no control character of an input', () => {
    const text =
      'version: 1\nname: "a\\e[31mb"\nsteps: [{ phase: "x\\ty", steps: [{ alloc: { device: camera, size: 100MiB } }] }]\n';
    const output = textOf(resultOf('one.yaml', text)).replaceAll('\n', '');
    expect(output).toContain('a\\x1b[31mb');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(output).not.toMatch(/[\u0000-\u001f]/);
  });
});
