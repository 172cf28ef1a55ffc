import { describe, expect, it } from 'vitest';
import { matchesPath, patternFault } from '../../../src/project/config/path-pattern.ts';

describe('patterns of paths', () => {
  it.each<[pattern: string, has: readonly string[], hasNot: readonly string[]]>([
    ['*-evk.dts', ['a-evk.dts', 'x/y/a-evk.dts'], ['a-evk.dtsi', 'evk.dts']],
    ['vendor/**', ['vendor/a.dts', 'vendor/x/.b.dts'], ['a.dts', 'x/vendor/a.dts']],
    ['**/old/*.dts', ['old/a.dts', 'x/y/old/a.dts'], ['old/x/a.dts', 'older/a.dts']],
    ['a/**/z.dts', ['a/z.dts', 'a/b/c/z.dts'], ['z.dts', 'a/b/z.dtsi']],
    ['{qcom,rockchip}/rk[0-9]?.dts', ['qcom/rk3x.dts'], ['qcom/rkx3.dts', 'qcom/rk33', 'x/rk33.dts']],
    ['[!a]*.dts', ['b.dts'], ['a.dts']],
    ['./x/a.dts', ['x/a.dts'], ['y/x/a.dts']],
    ['/a.dts', ['a.dts'], ['x/a.dts']],
    ['old/', ['old/a.dts', 'x/old/y/a.dts'], ['old', 'older/a.dts']],
    ['a\\*.dts', ['a*.dts'], ['ab.dts']],
    ['a{b{c,d},e}.dts', ['abc.dts', 'abd.dts', 'ae.dts'], ['ab.dts', 'a.dts']],
    ['a.b', ['a.b'], ['axb']],
    ['{a}', ['{a}'], ['a']],
    ['../x/*.dts', ['../x/a.dts'], ['x/a.dts']],
  ])('%s', (pattern, has, hasNot) => {
    expect([...has, ...hasNot].filter((path) => matchesPath(path, [pattern]))).toEqual(has);
  });

  it('decide in their order, and one with ! takes out', () => {
    const patterns = ['old/**', '!old/keep.dts'];
    expect(matchesPath('old/a.dts', patterns)).toBe(true);
    expect(matchesPath('old/keep.dts', patterns)).toBe(false);
    expect(matchesPath('new.dts', patterns)).toBe(false);
  });

  it.each([
    '*a'.repeat(1900),
    '**/a*/'.repeat(600),
    '?*'.repeat(1900),
    '[[]'.repeat(1000),
    '{a,'.repeat(1000),
  ])('take no long time, whatever they hold', (pattern) => {
    const before = performance.now();
    matchesPath(`${'a'.repeat(255)}/`.repeat(16), [`${pattern}b`]);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('have few alternatives', () => {
    expect(patternFault('{a,b}'.repeat(8))).toBeUndefined();
    expect(patternFault('{a,b}'.repeat(100))).toContain('at most 256');
  });
});
