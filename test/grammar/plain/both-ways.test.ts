import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unitFromText } from '../../../grammar/unit-from-text.ts';
import { preprocessSource } from '../../../src/project/preprocess-source.ts';
import { Project } from '../../../src/project/project.ts';
import { openTreeInput } from '../../../src/project/tree-input.ts';
import { defaultLimits } from '../../../src/source/limits.ts';
import { SourceFile } from '../../../src/source/source-file.ts';
import { checkParsers } from '../../fuzz/check-parsers.ts';
import { latin1, sourceInput } from '../../fuzz/fuzz-input.ts';
import { Random } from '../../fuzz/random.ts';
import { type ParsedBothWays, parseBothWays } from '../../helpers/parse-both-ways.ts';
import { oddText } from './odd-text.ts';

const dtcTests = '../shared/dtc-tests/src';

/** All sources below a folder. */
function sourcesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => /\.dtso?$/.test(name)).map((name) => join(folder, name));
}

/** What came of a source; undefined where it is not opened, such as one with a NUL. */
function parsedFile(project: Project, path: string): ParsedBothWays | undefined {
  const input = openTreeInput(project.files, path);
  if ('severity' in input || input.kind !== 'source') return undefined;
  return parseBothWays(preprocessSource(input.file, { project }).preprocessed.unit);
}

describe('with the short cut for plain text and without it, the same comes of', () => {
  const fixtures = sourcesBelow('fixtures');

  it('all fixtures', () => {
    const project = new Project();
    const parsed = fixtures.map((path) => ({ path, ...parsedFile(project, path) }));

    expect(parsed.filter(({ difference }) => difference !== undefined)).toEqual([]);
    // Else nothing was compared: nearly all fixtures are plain.
    expect(parsed.filter(({ plainStatements = 0 }) => plainStatements > 0).length).toBeGreaterThan(
      fixtures.length * 0.8,
    );
  });

  it.skipIf(!existsSync(dtcTests))("the sources of dtc's tests", () => {
    const project = new Project();
    const parsed = sourcesBelow(dtcTests).map((path) => ({ path, ...parsedFile(project, path) }));
    expect(parsed.filter(({ difference }) => difference !== undefined)).toEqual([]);
  });

  it('texts of two files with oddities, and often a slip', () => {
    const sources = fixtures.map((path) => readFileSync(path, 'latin1'));
    const failures = Array.from({ length: 40 }, (_, number) => {
      const random = new Random(8, number);
      const { main, part } = oddText(sources, random);
      const files = new Map([
        ['main.dts', latin1(main)],
        ['part.dtsi', latin1(part)],
      ]);
      const limits = { ...defaultLimits, nesting: random.pick([2, 256]) };
      return { number, failure: checkParsers(sourceInput('odd', '', { files }), limits) };
    });
    expect(failures.filter(({ failure }) => failure !== undefined)).toEqual([]);
  });
});

describe('a difference would be seen', () => {
  it('because what the grammar reads is not what the short cut has kept', () => {
    const unit = unitFromText(new SourceFile('board.dts', '/dts-v1/; / { a = <1>; };'));
    const parsed = parseBothWays(unit);
    expect(parsed.difference).toBeUndefined();
    expect(parsed.plainStatements).toBe(2);
  });
});
