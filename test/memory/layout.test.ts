import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut, type MemoryLayout } from '../../src/memory/layout.ts';
import { notesOn } from '../../src/memory/notes.ts';
import { boardFromText } from '../helpers/board.ts';

type Pair = readonly [base: number, size: number];

function boardOf(banks: readonly Pair[], regions: readonly Pair[], memreserves: readonly Pair[] = []) {
  const reserve = memreserves.map(([base, size]) => `/memreserve/ ${base} ${size};`);
  const memory = banks.map(
    ([base, size], index) => `memory@${index} { device_type = "memory"; reg = <${base} ${size}>; };`,
  );
  const nodes = regions.map(([base, size], index) => `r${index} { reg = <${base} ${size}>; };`);
  const cells = '#address-cells = <1>; #size-cells = <1>;';
  return boardFromText(
    `/dts-v1/; ${reserve.join(' ')} / { ${cells} ${memory.join(' ')} reserved-memory { ${cells} ranges; ${nodes.join(' ')} }; };`,
  ).model;
}

function layoutOf(...pairs: Parameters<typeof boardOf>): MemoryLayout {
  return layOut(boardOf(...pairs));
}

function shown({ stretches }: MemoryLayout): readonly string[] {
  return stretches.map(({ base, size, bank, owners }) => {
    const names = owners.map((owner) => (owner.kind === 'region' ? owner.region.name : 'memreserve'));
    return `${base}+${size} ${bank === undefined ? 'no bank' : (bank.node?.name ?? 'given')} ${names.join('+')}`.trim();
  });
}

describe('the layout', () => {
  test('is cut wherever a bank or a reservation begins or ends', () => {
    expect(
      shown(
        layoutOf(
          [
            [100, 100],
            [300, 50],
          ],
          [
            [120, 10],
            [190, 20],
          ],
          [[120, 5]],
        ),
      ),
    ).toEqual([
      '100+20 memory@0',
      '120+5 memory@0 r0+memreserve',
      '125+5 memory@0 r0',
      '130+60 memory@0',
      '190+10 memory@0 r1',
      '200+10 no bank r1',
      '210+90 no bank',
      '300+50 memory@1',
    ]);
  });

  test('takes the RAM that the user tells in place of the memory nodes', () => {
    const memory = [
      { base: 150n, size: 100n },
      { base: 300n, size: 0n },
    ];
    const layout = layOut(boardOf([[100, 100]], [[120, 40]]), memory);

    expect(shown(layout)).toEqual(['120+30 no bank r0', '150+10 given r0', '160+90 given']);
    expect(layout.ramBytes).toBe(100n);
    expect(layout.reservations[0]?.coverage).toBe('partly');
  });

  test('tells where a reservation lies, and what it shares with the one before it', () => {
    const { reservations } = layoutOf(
      [[100, 100]],
      [
        [110, 50],
        [120, 10],
        [190, 20],
        [300, 1],
        [155, 10],
      ],
    );
    expect(
      reservations.map(({ reservation, coverage, meets }) => [
        reservation.base,
        coverage,
        meets === undefined ? '' : `${meets.bytes} ${meets.contained ? 'contained' : 'shared'}`,
      ]),
    ).toEqual([
      [110n, 'inside', ''],
      [120n, 'inside', '10 contained'],
      [155n, 'inside', '5 shared'],
      [190n, 'partly', ''],
      [300n, 'outside', ''],
    ]);
  });

  test('counts bytes that two share once', () => {
    const layout = layoutOf(
      [
        [100, 100],
        [150, 100],
      ],
      [
        [90, 20],
        [100, 20],
      ],
    );
    expect(layout).toMatchObject({
      ramBytes: 150n,
      reservedBytes: 30n,
      reservedRamBytes: 20n,
      memoryKnown: true,
    });
  });

  test('knows nothing about coverage where no bank has a size', () => {
    const layout = layoutOf([[100, 0]], [[1, 1]]);
    expect(layout.memoryKnown).toBe(false);
    expect(layout.reservations.map(({ coverage }) => coverage)).toEqual(['unknown']);
  });

  test('leaves out what is not reserved: disabled, empty and dynamic regions', () => {
    const { model } = boardFromText(`/dts-v1/; / { reserved-memory { ranges;
      a { reg = <1 1>; status = "disabled"; }; b { reg = <1 0>; }; c { size = <1>; }; }; };`);
    expect(layOut(model).reservations).toEqual([]);
    expect(layOut(model).stretches).toEqual([]);
  });

  test('has stretches that cover everything once, with the owners that a naive look finds', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 3 }), fc.array(pair, { maxLength: 6 }), (banks, regions) => {
        const { stretches } = layoutOf(banks, regions);
        const all = [...banks, ...regions];
        if (all.length === 0) return stretches.length === 0;

        let at = BigInt(Math.min(...all.map(([base]) => base)));
        for (const { base, size, bank, owners } of stretches) {
          expect(base).toBe(at);
          at += size;
          for (let byte = Number(base); byte < Number(at); byte++) {
            const holds = ([start, length]: Pair): boolean => byte >= start && byte < start + length;
            expect(bank !== undefined).toBe(banks.some(holds));
            expect(owners.length).toBe(regions.filter(holds).length);
          }
        }
        return at === BigInt(Math.max(...all.map(([base, size]) => base + size)));
      }),
      { numRuns: 60 },
    );
  });

  test('stays fast with thousands of regions upon each other', () => {
    const regions = Array.from({ length: 4000 }, (_, index) => [index, 100_000 - index] as const);
    const { stretches } = layoutOf([[0, 200_000]], regions);
    expect(stretches.length).toBeGreaterThan(4000);
    expect(Math.max(...stretches.map(({ owners }) => owners.length))).toBe(8);
  });
});

describe('the notes', () => {
  const codes = (dts: string): readonly string[] => {
    const { model } = boardFromText(`/dts-v1/; / { ${dts} };`);
    return notesOn(model, layOut(model)).map(({ code }) => code);
  };
  const cells = '#address-cells = <1>; #size-cells = <1>;';
  const memory = 'memory { device_type = "memory"; reg = <0x1000 0x1000>; };';

  test.each([
    ['memory-size-unknown', `${cells} reserved-memory { ${cells} ranges; };`],
    ['no-reserved-memory', `${cells} ${memory}`],
    ['reserved-memory-ignored', `${cells} ${memory} reserved-memory { ranges; };`],
    ['default-cells', `${memory} reserved-memory { ${cells} ranges; };`],
    ['dynamic-regions', `${cells} ${memory} reserved-memory { ${cells} ranges; r { size = <1>; }; };`],
    [
      'overlap',
      `${cells} ${memory} reserved-memory { ${cells} ranges; r { reg = <0x1100 2>; }; s { reg = <0x1101 2>; }; };`,
    ],
    ['outside-memory', `${cells} ${memory} reserved-memory { ${cells} ranges; r { reg = <0x1fff 2>; }; };`],
    [
      'further-entries',
      `${cells} ${memory} reserved-memory { ${cells} ranges; r { reg = <0x1100 2 0x1200 2>; }; };`,
    ],
  ])('say %s, and only that', (code, dts) => {
    expect(codes(dts)).toEqual([code]);
  });

  test('are none for a board that leaves nothing open', () => {
    expect(
      codes(`${cells} ${memory} reserved-memory { ${cells} ranges; r { reg = <0x1100 2>; }; };`),
    ).toEqual([]);
  });
});
