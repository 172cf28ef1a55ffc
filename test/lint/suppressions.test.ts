import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/lint/finding.ts';
import { collectFindings, type LintedBoard } from '../../src/lint/lint-report.ts';
import { applySuppressions, suppressionsOf } from '../../src/lint/suppressions.ts';
import { SourceFile } from '../../src/source/source-file.ts';

/** A finding at the first place where a text stands in a file. */
function findingAt(file: SourceFile, text: string, rule = 'region-overlap'): Finding {
  const start = file.text.indexOf(text);
  expect(start).toBeGreaterThanOrEqual(0);
  const place = { file, start, end: start + text.length };
  return { rule, severity: 'error', message: 'It is so.', place, node: '/a', related: [] };
}

/** Which of these texts keep their finding. */
function left(source: string, texts: readonly string[], rule?: string): readonly string[] {
  const file = new SourceFile('a.dts', source);
  return texts.filter((text) => applySuppressions([findingAt(file, text, rule)]).findings.length === 1);
}

describe('suppression comments', () => {
  it('keep a finding on the next line quiet, and none on the line behind it', () => {
    const source = '/* carveout-disable-next-line region-overlap -- on purpose */\none\ntwo\n';
    expect(left(source, ['one', 'two'])).toEqual(['two']);
  });

  it('may be line comments', () => {
    expect(left('// carveout-disable-next-line region-overlap\none\ntwo\n', ['one', 'two'])).toEqual(['two']);
  });

  it('are for the rules that they name', () => {
    const source = '/* carveout-disable-next-line cma-alignment, zero-size-region */\none\n';
    expect(left(source, ['one'], 'region-overlap')).toEqual(['one']);
    expect(left(source, ['one'], 'zero-size-region')).toEqual([]);
  });

  it('are for all rules where they name none', () => {
    expect(left('/* carveout-disable-next-line -- generated */\none\n', ['one'])).toEqual([]);
  });

  it('may stand behind what they are about, on its line', () => {
    const source = 'zero\none /* carveout-disable-line region-overlap */\ntwo\n';
    expect(left(source, ['zero', 'one', 'two'])).toEqual(['zero', 'two']);
  });

  it('reach from a disable to its enable', () => {
    const source =
      'zero\n/* carveout-disable region-overlap */\none\n/* carveout-enable region-overlap */\ntwo\n';
    expect(left(source, ['zero', 'one', 'two'])).toEqual(['zero', 'two']);
  });

  it('go on to the end of the file without an enable, and past the enable of another rule', () => {
    const source = '/* carveout-disable region-overlap */\none\n/* carveout-enable cma-alignment */\ntwo\n';
    expect(left(source, ['one', 'two'])).toEqual([]);
  });

  it('end with an enable that names none', () => {
    const source = '/* carveout-disable region-overlap */\none\n/* carveout-enable */\ntwo\n';
    expect(left(source, ['one', 'two'])).toEqual(['two']);
  });

  it('end for one of their rules with the enable of that rule', () => {
    const source =
      '/* carveout-disable region-overlap, cma-alignment */\none\n/* carveout-enable region-overlap */\ntwo\n/* carveout-disable region-overlap */\nthree\n';
    expect(left(source, ['one', 'two', 'three'])).toEqual(['two']);
    expect(left(source, ['one', 'two', 'three'], 'cma-alignment')).toEqual([]);
    expect(
      left('/* carveout-disable */ one\n/* carveout-enable region-overlap */ two', ['one', 'two']),
    ).toEqual(['two']);
  });

  it('are none in a string, and in a line of Windows as in others', () => {
    expect(left('a = "/* carveout-disable-next-line */";\none\n', ['one'])).toEqual(['one']);
    const source = 'a = "//"; // carveout-disable-next-line region-overlap -- why\r\none\r\ntwo\r\n';
    expect(left(source, ['one', 'two'])).toEqual(['two']);
    expect(suppressionsOf(new SourceFile('a.dts', source))[0]?.reason).toBe('why');
  });

  it('cover a node to its closing brace, whatever its strings and comments hold', () => {
    const source = `/* carveout-disable-next-node region-overlap -- the boot loader splits it */
pool@1 {
	label = "}"; /* } */ // }
	inner { a; };
	last;
};
other@2 { b; };
`;
    expect(left(source, ['pool@1', 'inner', 'last', 'other@2', 'b;'])).toEqual(['other@2', 'b;']);
  });

  it('tell why behind two dashes, over several lines too', () => {
    const file = new SourceFile(
      'a.dts',
      '/* carveout-disable-next-line region-overlap\n * -- both are\n * the same */\none\n',
    );
    expect(suppressionsOf(file)).toMatchObject([{ rules: ['region-overlap'], reason: 'both are  the same' }]);
  });

  it('are none where the words go on', () => {
    expect(
      suppressionsOf(new SourceFile('a.dts', '/* carveout-disabled */ /* carveout-disable-next */\n')),
    ).toEqual([]);
  });

  it.each([
    '// /*carveout-disable \n',
    '/*carveout-disable-line x*/',
    '/*carveout-disable-next-line x*/',
    '/*carveout-disable-next-node x*/{',
    '/*carveout-disable a*//*carveout-enable b*/',
    '/* carveout-disable /* ',
    '/*carveout-disable*/"\\"',
    '/*carveout-enable a*//*carveout-disable*/',
  ])('do not take long where there are very many: %j', (piece) => {
    const file = new SourceFile('a.dts', piece.repeat(100_000));
    const before = performance.now();
    expect(suppressionsOf(file).length).toBeLessThanOrEqual(10_000);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('what is said about suppressions', () => {
  function board(source: string, findings: (file: SourceFile) => readonly Finding[]): LintedBoard {
    const file = new SourceFile('a.dts', source);
    return {
      path: 'a.dts',
      profile: undefined,
      memoryKnown: true,
      ...applySuppressions(findings(file)),
      suppressions: suppressionsOf(file),
    };
  }

  it('tells of one that keeps nothing quiet', () => {
    const report = collectFindings([
      board('/* carveout-disable-next-line region-overlap -- old */\none\n', () => []),
    ]);
    expect(report.findings).toMatchObject([
      {
        rule: 'unused-suppression',
        severity: 'warning',
        message: 'This comment keeps nothing quiet: region-overlap finds nothing there.',
        boards: ['a.dts'],
      },
    ]);
  });

  it('says nothing of one that does, and counts what it keeps quiet', () => {
    const source = '/* carveout-disable-next-line region-overlap -- on purpose */\none\n';
    const report = collectFindings([board(source, (file) => [findingAt(file, 'one')])]);
    expect(report.findings).toEqual([]);
    expect(report.suppressed).toMatchObject([{ rule: 'region-overlap', reason: 'on purpose' }]);
  });

  it('takes one as used that acts on any of the boards that include its file', () => {
    const file = new SourceFile('soc.dtsi', '/* carveout-disable-next-line region-overlap -- x */\none\n');
    const suppressions = suppressionsOf(file);
    const boards = ['a.dts', 'b.dts'].map((path, index) => ({
      path,
      profile: undefined,
      memoryKnown: true,
      ...applySuppressions(index === 0 ? [] : [findingAt(file, 'one')]),
      suppressions,
    }));
    expect(collectFindings(boards).findings).toEqual([]);
  });

  it('does not blame a comment for a rule that was not run', () => {
    const boards = [board('/* carveout-disable-next-line region-unused -- x */\none\n', () => [])];
    expect(collectFindings(boards, { remarks: { wasRun: () => false } }).findings).toEqual([]);
  });

  it('tells of a name that is no rule', () => {
    const boards = [board('/* carveout-disable-next-line regoin-overlap -- x */\none\n', () => [])];
    expect(collectFindings(boards, { remarks: { ruleIds: ['region-overlap'] } }).findings[0]?.message).toBe(
      'This comment names regoin-overlap, which is no rule.',
    );
  });

  it('asks for a reason where that is wanted', () => {
    const source = '/* carveout-disable-next-line region-overlap */\none\n';
    const report = collectFindings([board(source, (file) => [findingAt(file, 'one')])], {
      remarks: { withoutReason: 'warning' },
    });
    expect(report.findings).toMatchObject([{ rule: 'unexplained-suppression', severity: 'warning' }]);
  });
});
