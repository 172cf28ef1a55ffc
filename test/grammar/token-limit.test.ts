import { describe, expect, it } from 'vitest';
import { type ParsedDts, parseDts } from '../../grammar/parse-dts.ts';
import type { Chunk, PreprocessedUnit } from '../../src/preprocessor/preprocessed.ts';
import { withDefaults } from '../../src/source/limits.ts';
import { SourceFile } from '../../src/source/source-file.ts';

type Part = string | PreprocessedUnit;

/** Of texts and of units that it includes. */
function unitOf(...parts: readonly Part[]): PreprocessedUnit {
  const file = new SourceFile('board.dts', parts.filter((part) => typeof part === 'string').join(''));
  let start = 0;
  const chunks = parts.map((part): Chunk => {
    if (typeof part !== 'string') return { kind: 'included', unit: part, from: { file, start, end: start } };
    const chunk: Chunk = { kind: 'clean', file, start, end: start + part.length };
    start = chunk.end;
    return chunk;
  });
  return { file, chunks };
}

function parse(tokens: number, ...parts: readonly Part[]): ParsedDts {
  return parseDts(unitOf(...parts), { limits: withDefaults({ tokens }) });
}

const codesOf = ({ problems }: ParsedDts): readonly string[] => problems.map(({ code }) => code);

describe('the limit of tokens', () => {
  it('holds for a unit that another input had the room for', () => {
    // What stands at the top level is left to the grammar: its tokens are estimated before they are made, here as too many.
    const text = `wrong;\n/ { ${'0123456789abcdef; '.repeat(10)} };\n`;
    const shared = unitOf(text);
    expect(codesOf(parse(1000, shared))).toEqual(['name-at-top-level']);
    for (let tokens = 10; tokens < 120; tokens++) {
      const alone = parse(tokens, '/ { };', unitOf(text));
      const inCompany = parse(tokens, '/ { };', shared);
      expect(codesOf(inCompany), `${tokens}`).toEqual(codesOf(alone));
      expect(inCompany.statements.length, `${tokens}`).toBe(alone.statements.length);
    }
  });

  it('is told of a unit that ends inside a node', () => {
    const large = unitOf('/ { b = <1 2 3 4 5 6 7 8 9>; c = <1 2 3 4 5 6 7 8 9>; };\n');
    expect(codesOf(parse(20, unitOf(large, '/ { a;\n'), '};'))).toEqual(['input-too-large']);
  });

  it('does not take for ever where units in each other end inside a node', () => {
    const large = unitOf('/ { b = <1 2 3 4>; };\n'.repeat(30));
    let unit = unitOf(large, '/ { a;\n');
    for (let level = 0; level < 22; level++) unit = unitOf(unit);
    expect(codesOf(parse(200, unit, '};'))).toEqual(['input-too-large']);
  }, 5_000);

  it('counts what was read in vain once for each unit', () => {
    let unit = unitOf('/ { a;\n');
    for (let level = 0; level < 40; level++) unit = unitOf(unit);
    expect(codesOf(parse(4 * 43, unit, '};'))).toEqual([]);
    expect(codesOf(parse(4 * 40, unit, '};'))).toEqual(['input-too-large']);
  });
});
