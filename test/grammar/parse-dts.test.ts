import { describe, expect, it } from 'vitest';
import { parseDts } from '../../grammar/parse-dts.ts';
import type { PropertySyntax, StatementSyntax } from '../../grammar/syntax.ts';
import { unitFromText } from '../../grammar/unit-from-text.ts';
import type { Chunk, PreprocessedUnit } from '../../src/preprocessor/preprocessed.ts';
import { SourceFile } from '../../src/source/source-file.ts';
import { at } from '../devicetree/tree-of.ts';

const nowhere = new SourceFile('board.dts', '');

function clean(text: string, name = 'board.dts'): Chunk {
  const file = new SourceFile(name, text);
  return { kind: 'clean', file, start: 0, end: text.length };
}

function included(unit: PreprocessedUnit): Chunk {
  return { kind: 'included', unit, from: { file: nowhere, start: 0, end: 0 } };
}

function unitOf(...chunks: Chunk[]): PreprocessedUnit {
  return { file: nowhere, chunks };
}

function propertiesOf(statement: StatementSyntax | undefined): PropertySyntax[] {
  if (statement?.kind !== 'root') return [];
  return statement.body.properties.filter((each) => each.kind === 'property');
}

function place({ text, start, end }: { text: PropertySyntax['text']; start: number; end: number }): string {
  const found = text.place(start, end);
  return `${found.file.path}:${at(found)}`;
}

describe('included units', () => {
  it('are parsed once, wherever they are included', () => {
    const shared = unitOf(clean('/ { a = <1>; };\n', 'soc.dtsi'));
    const first = parseDts(unitOf(clean('/dts-v1/;\n'), included(shared), clean('/ { b; };')));
    const second = parseDts(unitOf(clean('/dts-v1/;\n/ { c; };\n'), included(shared)));
    expect(first.statements.map(({ kind }) => kind)).toEqual(['version', 'root', 'root']);
    expect(second.statements[2]).toBe(first.statements[1]);
  });

  it('may stand inside a node', () => {
    const shared = unitOf(clean('a;\n', 'part.dtsi'));
    const { statements, problems } = parseDts(unitOf(clean('/ {\n'), included(shared), clean('b; };')));
    expect(problems).toEqual([]);
    expect(propertiesOf(statements[0]).map(place)).toEqual(['part.dtsi:1:1', 'board.dts:1:1']);
  });

  it('may end inside a node that the including file closes', () => {
    const shared = unitOf(clean('/ {\n a;\n', 'part.dtsi'));
    const { statements, problems } = parseDts(unitOf(included(shared), clean(' b; };'), clean('/ { c; };')));
    expect(problems).toEqual([]);
    expect(statements).toHaveLength(2);
    expect(propertiesOf(statements[0]).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('may double themselves only so often', () => {
    let unit = unitOf(clean('/ { };\n'));
    for (let level = 0; level < 40; level++) unit = unitOf(included(unit), included(unit));
    expect(parseDts(unit).problems.map(({ code }) => code)).toEqual(['input-too-large']);
  });

  it('tell their mistakes to every board', () => {
    const shared = unitOf(clean('/ { a = <09>; };\n', 'soc.dtsi'));
    for (const board of [unitOf(included(shared)), unitOf(clean('/ { };\n'), included(shared))]) {
      expect(parseDts(board).problems.map(({ place }) => place?.file.path)).toEqual(['soc.dtsi']);
    }
  });
});

describe('places', () => {
  const file = new SourceFile('board.dts', '/ { a = <ONE>; b = <2>; };\n');
  const definition = { file: new SourceFile('h.h', '#define ONE 1\n'), start: 8, end: 11 };
  const use = { file, start: 9, end: 12 };
  const via = { name: 'ONE', use, definition, parent: undefined };
  const expanded: Chunk = {
    kind: 'expanded',
    text: '/ { a = <1>; b = <2>; };',
    segments: [
      { at: 0, place: { file, start: 0, end: 9 } },
      { at: 9, place: { ...use, via } },
      { at: 10, place: { file, start: 12, end: file.text.length } },
    ],
  };

  it('behind a macro are those of the source', () => {
    const { statements } = parseDts(unitOf(expanded));
    expect(propertiesOf(statements[0]).map(place)).toEqual(['board.dts:1:5', 'board.dts:1:16']);
  });

  it('of what a macro made are its use', () => {
    const bad: Chunk = { ...expanded, text: '/ { a = <X>; b = <2>; };' };
    const [problem] = parseDts(unitOf(bad)).problems;
    expect(problem?.place).toMatchObject({ ...use, via });
  });

  it('of a name that a macro completes span both', () => {
    const source = new SourceFile('n.dts', '/ { node@ONE { }; };\n');
    const chunk: Chunk = {
      kind: 'expanded',
      text: '/ { node@1 { }; };',
      segments: [
        { at: 0, place: { file: source, start: 0, end: 9 } },
        { at: 9, place: { file: source, start: 9, end: 12, via } },
        { at: 10, place: { file: source, start: 12, end: 20 } },
      ],
    };
    const [root] = parseDts(unitOf(chunk)).statements;
    const node = root?.kind === 'root' ? root.body.nodes[0] : undefined;
    expect(node?.text.place(node.start, node.end)).toMatchObject({ start: 4, end: 12 });
  });
});

describe('/incbin/', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5);

  it.each([
    ['whole', '"f"', [1, 2, 3, 4, 5]],
    ['from an offset, with a length', '"f", 1, 2', [2, 3]],
    ['up to the end of the file', '"f", 3, 100', [4, 5]],
  ])('reads %s', (_, form, expected) => {
    const unit = unitFromText(new SourceFile('board.dts', `/dts-v1/; / { a = /incbin/(${form}); };`));
    const { statements, problems } = parseDts(unit, { readBinary: () => bytes });
    const [property] = propertiesOf(statements[1]);
    expect(problems).toEqual([]);
    expect([...(property?.text.values.subarray(property.valueStart, property.valueEnd) ?? [])]).toEqual(
      expected,
    );
  });

  it('tells what the reader says', () => {
    const unit = unitFromText(new SourceFile('board.dts', '/dts-v1/; / { a = /incbin/("f"); b; };'));
    const problem = { severity: 'error', code: 'outside-sandbox', message: 'No.' } as const;
    const { statements, problems } = parseDts(unit, { readBinary: () => problem });
    expect(problems).toEqual([problem]);
    expect(propertiesOf(statements[1]).map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
