import { describe, expect, it } from 'vitest';
import { type BootChange, type CompareOptions, compareBoots } from '../../src/project/compare-boots.ts';
import { bootCompareJson } from '../../src/report/boot-compare-json.ts';
import { bootCompareText } from '../../src/report/boot-compare-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { boardFromText } from '../helpers/board.ts';

const placement = {
  machine: {
    kernelImage: { base: 0x80200000n, size: 0x1e00000n },
    fdt: { base: 0x88000000n, size: 0x10000n },
  },
};

/** A board of 1 GiB at 0x80000000 with these children of /reserved-memory, under each version in turn. */
function compared(versions: string, regions: string, others = '', options: CompareOptions = {}) {
  const board = boardFromText(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>;
  memory@80000000 { device_type = "memory"; reg = <0x80000000 0x40000000>; };
  reserved-memory { #address-cells = <1>; #size-cells = <1>; ranges; ${regions} };
  ${others}
};`);
  const result = compareBoots(
    board,
    versions.split(','),
    { kernel: { arch: 'arm64' }, ...placement },
    options,
  );
  if (!result.ok) throw new Error(result.problem.message);
  return result.comparison;
}

/** `subject: before → after because of behaviours`, without messages. */
function told({ subject, from, to, causes }: BootChange): string {
  const names = causes.map((joint) => joint.map(({ behaviour }) => behaviour).join('+')).join(' or ');
  return `${subject.replace('/reserved-memory/', '')}: ${from} → ${to} because of ${names}`;
}

function audible(versions: string, regions: string, others = ''): readonly string[] {
  return compared(versions, regions, others).steps.flatMap(({ changes }) =>
    changes.filter(({ kind }) => kind !== 'message').map(told),
  );
}

const twoPools = `
  p: p@98000000 { reg = <0x98000000 0x200000>; no-map; compatible = "shared-dma-pool"; };
  q: q@99000000 { reg = <0x99000000 0x200000>; no-map; compatible = "shared-dma-pool"; };`;
/** A device that names a node elsewhere, of the same name as a region. */
const video = `
  spare { s: p@98000000 { }; };
  soc { compatible = "simple-bus"; ranges; video@1000 { memory-region = <&s>; }; };`;

describe('compareBoots', () => {
  it('finds nothing between a kernel and itself', () => {
    const comparison = compared('6.12,6.12', twoPools, video);
    expect(comparison).toMatchObject({ same: true, steps: [{ changes: [] }] });
  });

  it('finds the order in which dynamic regions are placed', () => {
    const regions = 'a { size = <0x100000>; }; b { size = <0x100000>; };';
    expect(audible('6.1,6.12', regions)).toEqual([
      'a: 0xbfe00000, 1 MiB → 0xbff00000, 1 MiB because of dynamicOrder+staticSetup',
      'b: 0xbff00000, 1 MiB → 0xbfe00000, 1 MiB because of dynamicOrder+staticSetup',
    ]);
  });

  it('finds that a region is found by its name', () => {
    expect(audible('6.1,6.12', twoPools, video)).toEqual([
      '/soc/video@1000: -22 EINVAL → 0 because of regionLookup',
    ]);
  });

  it('takes two halves of one change as one cause', () => {
    const regions =
      'f@94000000 { reg = <0x94000000 0x200000>; reusable; no-map; compatible = "shared-dma-pool"; };';
    expect(audible('6.12,7.2', regions)).toEqual([
      expect.stringMatching(/^memory: .* because of nextHookAfter\+hookRefusal$/),
      'f@94000000: failed → reserved because of nextHookAfter+hookRefusal',
    ]);
  });

  it('finds the entries of reg that 7.2 leaves to the kernel', () => {
    const regions = 'd@90000000 { reg = <0x90000000 0x100000>, <0x91000000 0x100000>; };';
    expect(audible('6.12,7.2', regions)).toEqual([
      expect.stringMatching(/^memory: .* because of extraEntries$/),
    ]);
  });

  it('tells a panic', () => {
    const far = 'far@d0000000 { compatible = "shared-dma-pool"; reusable; reg = <0xd0000000 0x400000>; };';
    const [outcome] = audible('5.10,6.1', far);
    expect(outcome).toMatch(/^kernel: boots → Kernel panic .* because of cmaOutsideMemory$/);
  });

  it('calls boots the same that differ in messages only', () => {
    const comparison = compared('6.1,6.12', twoPools);
    expect(comparison.same).toBe(true);
    expect(comparison.steps[0]?.changes.map(({ kind }) => kind)).toContain('message');
  });

  it('goes from version to version', () => {
    const { steps } = compared('5.10,6.1,6.12,7.2', twoPools, video);
    expect(
      steps.map(({ changes }) => changes.filter(({ kind }) => kind === 'device').map(({ to }) => to)),
    ).toEqual([[], ['0'], []]);
  });

  it('refuses a version without a profile', () => {
    const board = boardFromText('/dts-v1/; / { memory@0 { device_type = "memory"; reg = <0 0x1000>; }; };');
    expect(compareBoots(board, ['6.12', 'six'])).toMatchObject({ ok: false });
  });
});

describe('the report of a comparison', () => {
  const comparison = compared('6.1,6.12', twoPools, video);

  it('begins with a summary and tells causes first', () => {
    expect(bootCompareText(comparison, { ...plainTerminal, width: 60 })).toMatchInlineSnapshot(`
      "Linux 6.1 → 6.12: 1 device gets another answer; 5 messages
        differ.

      Linux 6.1 arm64, 4 KiB pages, defconfig (recorded)
      Linux 6.12 arm64, 4 KiB pages, defconfig (recorded)

      A device's region is looked up by its name in 6.12, by its
        phandle in 6.1 [regionLookup]
        • /soc/video@1000, memory-region 0: -22 EINVAL → 0
        + platform soc:video@1000: assigned reserved memory node
            p@98000000

      CMA's "Reserved" line names the node in 6.12, does not
        name the node in 6.1 [cmaReservedLine]
        - cma: Reserved 32 MiB at 0x00000000bcc00000
        + cma: Reserved 32 MiB at 0x00000000bcc00000 on node -1

      A line with the range of each region is printed in 6.12,
        is not printed in 6.1 [summaryLine]
        + OF: reserved mem:
            0x0000000098000000..0x00000000981fffff (2048 KiB)
            nomap non-reusable p@98000000
        + OF: reserved mem:
            0x0000000099000000..0x00000000991fffff (2048 KiB)
            nomap non-reusable q@99000000

      Exit code 1: something other than messages changes.
      "
    `);
  });

  it('says where the search for causes stopped', () => {
    const stopped = compared('6.1,6.12', twoPools, video, { mostBoots: 1 });
    expect(stopped.steps[0]?.searchStoppedAfter).toBe(1);
    expect(bootCompareText(stopped, { ...plainTerminal, width: 200 })).toMatch(
      /^No cause was found in 1 boots?, after which the search stopped\.$(?:.*\n)*^The board is large: the search for causes stopped after 1 boot/mu,
    );
    expect(comparison.steps[0]?.searchStoppedAfter).toBeUndefined();
  });

  it('fits narrow terminals without box characters', () => {
    const text = bootCompareText(comparison, { width: 40, colour: false, unicode: false });
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(40);
  });

  it('is JSON with a cause for every change', () => {
    const json = JSON.parse(bootCompareJson(comparison)) as {
      steps: { from: unknown; changes: { causes: unknown[] }[] }[];
    };
    expect(json).toMatchObject({
      schemaVersion: 1,
      same: false,
      steps: [{ from: { version: '6.1' }, to: { version: '6.12' } }],
    });
    expect(json.steps[0]?.changes[0]).toEqual({
      kind: 'device',
      subject: '/soc/video@1000',
      aspect: '0',
      from: '-22 EINVAL',
      to: '0',
      causes: [
        [
          {
            behaviour: 'regionLookup',
            about: "How a device's phandle leads to an entry of the table.",
            from: 'phandle',
            to: 'name',
          },
        ],
      ],
    });
    expect(json.steps.flatMap(({ changes }) => changes).filter(({ causes }) => causes.length === 0)).toEqual(
      [],
    );
  });
});
