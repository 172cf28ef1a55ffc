import { describe, expect, it } from 'vitest';
import { sizeJson } from '../../src/report/size-json.ts';
import { sizeMarkdown } from '../../src/report/size-markdown.ts';
import { sizeText } from '../../src/report/size-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { boardOf, boardWith, fixture, fixtureBoard, sizeOf } from '../project/size/size-cases.ts';

const report = sizeOf(fixtureBoard('fixtures/boards/demo.dts'), fixture('fixtures/workloads/demo.yaml'), {
  matrix: ['ram=512MiB,1GiB'],
});
const none = sizeOf(
  boardOf(
    boardWith(
      'pool: p@48000000 { compatible = "shared-dma-pool"; reg = <0x0 0x48000000 0x0 0x1000>; no-map; };',
      'd: d@1 { reg = <0x0 0x1 0x0 0x1>; memory-region = <&pool>; };',
    ),
  ),
  'version: 1\nsteps:\n  - alloc: { device: d, size: 1GiB }\n',
);

describe('sizes as text', () => {
  it('begin with the verdict, and end with what to paste', () => {
    expect(sizeText(report, { terminal: { ...plainTerminal, width: 80 } })).toMatchSnapshot();
  });

  it.each([40, 60, 80])('fit %i columns, but for source', (width) => {
    const [text = ''] = sizeText(report, { terminal: { ...plainTerminal, width } }).split('To paste');
    expect(text.split('\n').filter((line) => line.length > width && !/\S{30}/.test(line))).toEqual([]);
  });

  it('has no characters beyond ASCII where a terminal has none', () => {
    const terminal = { ...plainTerminal, unicode: false, width: 50 };
    expect(sizeText(report, { terminal })).toMatch(/^[\x20-\x7e\n\t]*$/);
  });

  it('say why there is none', () => {
    expect(sizeText(none, { terminal: plainTerminal })).toMatch(
      /^NONE workload\.yaml: no size passes: .*1 GiB/,
    );
  });
});

describe('a pool beside the RAM', () => {
  it('is said to be so where it grows, since the board does not tell what is there', () => {
    const region =
      'p: p@10000000 { compatible = "shared-dma-pool"; reg = <0x0 0x10000000 0x0 0x4000>; no-map; };';
    const board = boardOf(boardWith(region, 'd: d@1 { reg = <0x0 0x1 0x0 0x1>; memory-region = <&p>; };'));
    const textFor = (size: string): string =>
      sizeText(sizeOf(board, `version: 1\nsteps:\n  - alloc: { device: d, size: ${size} }\n`), {
        terminal: plainTerminal,
      });
    expect(textFor('1MiB')).toContain('note: lies beside the RAM');
    expect(textFor('4KiB')).not.toContain('lies beside the RAM');
  });
});

describe('sizes as Markdown', () => {
  it('are tables and source for a pull request', () => {
    expect(sizeMarkdown(report)).toMatchSnapshot();
  });
});

describe('sizes as JSON', () => {
  it('have what scripts depend on', () => {
    const result = JSON.parse(sizeJson(report));
    expect(result).toMatchObject({
      schemaVersion: 1,
      outcome: 'sized',
      kernel: { version: '6.12' },
      none: null,
    });
    expect(result.pools[1]).toMatchObject({
      node: '/reserved-memory/video-pool@50000000',
      today: '0x1000000',
      size: '0x1400000',
      exact: true,
      base: '0x50800000',
    });
    expect(result.pools[1].perCell).toEqual([
      { cell: 'ram=512MiB', size: '0x1400000', shareOfRam: 0.0390625 },
      { cell: 'ram=1GiB', size: '0x1400000', shareOfRam: 0.01953125 },
    ]);
  });

  it('have the reason where there are none', () => {
    expect(JSON.parse(sizeJson(none))).toMatchObject({
      outcome: 'none',
      pools: [],
      none: { cell: '', pool: '/reserved-memory/p@48000000' },
    });
  });
});

describe('what is said of pinned pages', () => {
  const board = boardOf(
    boardWith(
      'cma: c@48000000 { compatible = "shared-dma-pool"; reg = <0x0 0x48000000 0x0 0x1000000>; reusable; };',
      'd: d@1 { reg = <0x0 0x1 0x0 0x1>; memory-region = <&cma>; };',
    ),
  );
  const busy = (seeds: number, confidence: number): string => {
    const text = `version: 1\nsteps:\n  - alloc: { device: d, size: 4KiB }\npinned: { share: 1%, seeds: ${seeds} }\n`;
    return sizeText(sizeOf(board, text, { confidence }), { terminal: { ...plainTerminal, width: 200 } });
  };

  it('is what the interval allows, and how many seeds it would take', () => {
    expect(busy(20, 0.95)).toContain(
      'busy: 1% pinned: 0 of 20 seeds fail: at most 16.1% with 95% confidence; that no more than 5% fail is seen, but not shown: if as many fail, --seeds 73 would',
    );
  });

  it('is that it is shown where all of the interval is allowed', () => {
    expect(busy(80, 0.95)).toContain('at most 4.6% with 95% confidence; that is within the 5% that may fail');
  });

  it('is that no number of seeds shows that none ever fails', () => {
    expect(busy(20, 1)).toContain('that none ever fails no number of seeds shows');
  });

  it('is whether it passes where all pages are named', () => {
    const text = 'version: 1\nsteps:\n  - alloc: { device: d, size: 4KiB }\npinned: { ranges: [[0, 1]] }\n';
    expect(sizeText(sizeOf(board, text), { terminal: plainTerminal })).toContain(
      'busy: with the given pages pinned it passes',
    );
  });
});
