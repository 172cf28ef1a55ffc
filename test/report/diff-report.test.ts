import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { BoardDiff } from '../../src/project/diff/board-diff.ts';
import { type DiffRequest, diffBoards } from '../../src/project/diff/diff-boards.ts';
import { loadBoard } from '../../src/project/load-board.ts';
import { diffJson } from '../../src/report/diff-json.ts';
import { diffJsonSchemaDocument } from '../../src/report/diff-json-schema.ts';
import { diffMarkdown } from '../../src/report/diff-markdown.ts';
import { diffSvg } from '../../src/report/diff-svg.ts';
import { diffText } from '../../src/report/diff-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { SourceFile } from '../../src/source/source-file.ts';

const workloads = ['demo', 'preview'].map((name) => {
  const path = `fixtures/workloads/${name}.yaml`;
  return { workload: { kind: 'text', file: new SourceFile(path, readFileSync(path, 'utf8')) } } as const;
});

function boardOf(path: string): DiffRequest['old'] {
  const { board, files } = loadBoard(path);
  return board === undefined ? expect.fail(`${path} does not load`) : { board, files };
}

function demo(request: Partial<DiffRequest> = {}): BoardDiff {
  const [old, now] = [boardOf('fixtures/boards/demo.dts'), boardOf('fixtures/boards/demo-next.dts')];
  return diffBoards({ old, new: now, workloads, lint: true, ...request });
}

const whole = demo();
const same = demo({ new: boardOf('fixtures/boards/demo.dts'), workloads: [], lint: false });

describe('a difference as text', () => {
  it('says the verdict first, then what it comes from', () => {
    expect(diffText(whole, plainTerminal)).toMatchSnapshot();
  });

  it('is short where nothing differs', () => {
    expect(diffText(same, plainTerminal).split('\n')[0]).toBe(
      'SAME  the memory map and the assignments are the same.',
    );
  });

  it('stays within a narrow terminal, and in ASCII', () => {
    const text = diffText(whole, { ...plainTerminal, width: 60, unicode: false });
    expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
    expect(text).toMatch(/^[\n -~]*$/);
  });
});

describe('a difference as markdown', () => {
  it('has tables for a pull request, with the long ones folded', () => {
    expect(diffMarkdown(whole)).toMatchSnapshot();
  });

  it('folds and closes', () => {
    const text = diffMarkdown(whole);
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
});

describe('a difference as a picture', () => {
  const svg = diffSvg(whole);

  it('has both maps, and joins what is in both', () => {
    expect(svg).toContain('old: fixtures/boards/demo.dts');
    expect(svg).toContain('new: fixtures/boards/demo-next.dts');
    expect(svg).toContain('<title>ramoops@7ff00000 to pstore@7ff00000: renamed</title>');
    expect(svg.match(/fill-opacity/g)).toHaveLength(4);
    expect(svg).toContain('<title>audio-pool to audio-pool: resized</title>');
    expect(svg).toMatch(/display-pool <tspan class="s">16 MiB · added/);
  });

  it('is the one that the page shows', async () => {
    const shown = demo({ workloads: [], lint: false });
    await expect(diffSvg(shown)).toMatchFileSnapshot('../../docs/images/demo-diff.svg');
  });

  it('joins nothing where nothing differs', () => {
    expect(diffSvg(same)).not.toContain('fill-opacity');
  });

  it('needs nothing from outside, and is told in words', () => {
    expect(svg).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    expect(svg).toMatch(/<desc id="description">DIFFERS: 5 regions change/);
  });
});

describe('a difference as JSON', () => {
  const schema = diffJsonSchemaDocument();
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
  const expectValid = (diff: BoardDiff): unknown => {
    const value: unknown = JSON.parse(diffJson(diff));
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
    return value;
  };

  it('has the published shape', () => {
    expect(expectValid(whole)).toMatchObject({
      schemaVersion: 1,
      outcome: 'differs',
      kernel: { version: '6.12' },
      workloads: [{ old: { outcome: 'fails' } }, { old: { outcome: 'passes' }, new: { outcome: 'fails' } }],
    });
    expect(expectValid(same)).toMatchObject({ outcome: 'same', regions: [], lint: null });
  });

  it('has it where nothing boots', () => {
    const kernel = { version: '2.6' };
    expect(expectValid(demo({ boot: { kernel }, workloads: [], lint: false }))).toMatchObject({
      kernel: null,
      boot: null,
      notes: [expect.stringContaining('2.6')],
    });
  });

  it('is not satisfied with another member, or one less', () => {
    const value = expectValid(whole) as Readonly<Record<string, unknown>>;
    expect(validate({ ...value, more: 1 })).toBe(false);
    expect(validate({ ...value, regions: undefined })).toBe(false);
  });

  it('is described by docs/diff.schema.json', () => {
    expect(JSON.parse(readFileSync('docs/diff.schema.json', 'utf8'))).toEqual(schema);
  });
});
