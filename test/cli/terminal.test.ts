import { describe, expect, it } from 'vitest';
import { terminalFor } from '../../src/cli/terminal.ts';

const nothingAsked = { color: undefined, ascii: undefined, outputFile: undefined };

describe('the width', () => {
  it.each([
    ['the terminal', { columns: 132 }, { COLUMNS: '90' }, 132],
    ['COLUMNS', {}, { COLUMNS: '90' }, 90],
    ['the default', {}, {}, 80],
    ['the default where COLUMNS is no number', {}, { COLUMNS: 'wide' }, 80],
    ['what a table needs at least', { columns: 8 }, {}, 40],
  ])('is that of %s', (_, stream, environment, width) => {
    expect(terminalFor(nothingAsked, stream, environment).width).toBe(width);
  });
});

describe('colours', () => {
  const colour = (asked: boolean | undefined, isTTY: boolean, environment: Record<string, string>): boolean =>
    terminalFor({ ...nothingAsked, color: asked }, { isTTY }, environment).colour;

  it('are for terminals that have them', () => {
    expect(colour(undefined, true, {})).toBe(true);
    expect(colour(undefined, false, {})).toBe(false);
    expect(colour(undefined, true, { TERM: 'dumb' })).toBe(false);
  });

  it('follow NO_COLOR before FORCE_COLOR, and neither when it is empty', () => {
    expect(colour(undefined, true, { NO_COLOR: '1' })).toBe(false);
    expect(colour(undefined, true, { NO_COLOR: '' })).toBe(true);
    expect(colour(undefined, false, { FORCE_COLOR: '1' })).toBe(true);
    expect(colour(undefined, false, { FORCE_COLOR: '' })).toBe(false);
    expect(colour(undefined, true, { FORCE_COLOR: '0' })).toBe(false);
    expect(colour(undefined, true, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('follow the option before everything else', () => {
    expect(colour(true, false, { NO_COLOR: '1' })).toBe(true);
    expect(colour(false, true, { FORCE_COLOR: '1' })).toBe(false);
  });

  it('never go to a file unasked', () => {
    const toFile = { ...nothingAsked, outputFile: 'report.txt' };
    expect(terminalFor(toFile, { isTTY: true }, { FORCE_COLOR: '1' }).colour).toBe(false);
  });
});

describe('box characters', () => {
  const unicode = (environment: Record<string, string>): boolean =>
    terminalFor(nothingAsked, {}, environment).unicode;

  it('are left out for the C locale', () => {
    expect(unicode({ LANG: 'C' })).toBe(false);
    expect(unicode({ LANG: 'de_AT.UTF-8', LC_ALL: 'POSIX' })).toBe(false);
    expect(unicode({ LANG: 'C', LC_CTYPE: 'en_GB.UTF-8' })).toBe(true);
    expect(unicode({ LANG: 'C.UTF-8' })).toBe(true);
    expect(unicode({})).toBe(true);
  });

  it('follow the option', () => {
    expect(terminalFor({ ...nothingAsked, ascii: true }, {}, {}).unicode).toBe(false);
  });
});
