import { readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFoundConfig, readGivenConfig } from '../../../src/project/config/config-file.ts';
import { configJsonSchema } from '../../../src/project/config/config-schema.ts';
import { findConfig } from '../../../src/project/config/find-config.ts';
import { isIgnored, lintSettingsFor, unknownRules } from '../../../src/project/config/lint-settings.ts';
import { FileStore } from '../../../src/source/file-store.ts';
import { scratchFolder } from '../../cli/carveout.ts';

/** The configuration of this text, found beside the sources. */
function found(text: string, name = 'carveout.config.yaml') {
  const folder = scratchFolder({ [name]: text });
  const files = new FileStore({ workingFolder: folder });
  return readFoundConfig(files, `${folder}/${name}`);
}

describe('a configuration', () => {
  it('is the nearest above an input', () => {
    const folder = scratchFolder({
      'carveout.config.yaml': '',
      'a/carveout.config.json': '{}',
      'a/b/x.dts': '',
      'c/x.dts': '',
    });
    const files = new FileStore({ workingFolder: folder });
    expect(findConfig(files, 'a/b')).toBe(`${folder}/a/carveout.config.json`);
    expect(findConfig(files, 'c')).toBe(`${folder}/carveout.config.yaml`);
  });

  it('is not looked for above the repository of the input', () => {
    const folder = scratchFolder({ 'carveout.config.yaml': '', 'repo/.git/HEAD': '', 'repo/x.dts': '' });
    expect(findConfig(new FileStore({ workingFolder: folder }), 'repo')).toBeUndefined();
  });

  it('is never found as a module, which would be run', () => {
    const folder = scratchFolder({ 'carveout.config.ts': '', 'carveout.config.js': '', 'x.dts': '' });
    expect(findConfig(new FileStore({ workingFolder: folder }), '.')).toBeUndefined();
  });

  it('may be empty, or hold comments only', () => {
    expect(found('').file?.config).toEqual({});
    expect(found('# nothing yet\n').file?.config).toEqual({});
  });

  it('is one document of a size that people write', () => {
    expect(found('lint: {}\n---\nlint: {}\n').problems).toMatchObject([
      { message: 'A second document begins here: a file holds one.' },
    ]);
    const [problem] = found(`# ${'x'.repeat(70_000)}\n`).problems;
    expect(problem).toMatchObject({ code: 'config-too-long' });
    expect(problem?.message).toMatch(
      /carveout\.config\.yaml has 70003 characters; a configuration has at most 65536\.$/,
    );
  });

  it('is told where it has a key that is none, with what was meant', () => {
    expect(found('lint:\n  failon: error\n').problems).toMatchObject([
      { code: 'config-unknown-key', message: '`lint` has no `failon`.', help: 'Did you mean `failOn`?' },
    ]);
  });

  it('is told where a value is none, at its place', () => {
    const { problems } = found('lint:\n  rules:\n    region-overlap: fatal\n');
    expect(problems).toMatchObject([
      { message: '`lint.rules.region-overlap`: expected `off` or `info` or `warning` or `error`.' },
    ]);
    const place = problems[0]?.place;
    expect(place?.file.text.slice(place.start, place.end)).toBe('fatal');
  });

  it('names packs, beside those of the command line', () => {
    const { file } = found('lint:\n  packs: [remoteproc]\n');
    const settings = lintSettingsFor(file, 'x.dts', { packs: ['known-firmware'], levels: new Map() });
    expect(settings.packs).toEqual(['remoteproc', 'known-firmware']);
    expect(found('lint:\n  packs: [remotproc]\n').problems).toMatchObject([
      { message: '`lint.packs.0`: expected `known-firmware` or `remoteproc`.' },
    ]);
  });

  it('says that a version stands in quotes', () => {
    expect(found('kernel:\n  version: 6.10\n').problems[0]?.message).toContain('put a number in quotes');
  });

  it('that was found names no file outside its folder, by a link neither', () => {
    expect(found('sources:\n  include: [../elsewhere]\n').problems).toMatchObject([
      { code: 'config-outside' },
    ]);
    expect(found('sources:\n  allow: [/]\n').problems).toMatchObject([{ code: 'config-outside' }]);
    expect(found('kernel:\n  kconfig: /proc/config.gz\n').problems).toMatchObject([
      { code: 'config-outside' },
    ]);
  });

  it('that was found has no pattern that leads outside by a link', () => {
    const outside = scratchFolder({ 'x.dts': '' });
    const folder = scratchFolder({
      'carveout.config.yaml': "check: { boards: [{ boards: 'link/*.dts' }] }\n",
    });
    symlinkSync(outside, `${folder}/link`);
    const files = new FileStore({ workingFolder: folder });
    expect(readFoundConfig(files, `${folder}/carveout.config.yaml`).problems).toMatchObject([
      { code: 'config-outside' },
    ]);
  });

  it('that the user names may be a module, and say all that', async () => {
    const folder = scratchFolder({
      'mine.config.ts':
        'const level: string = "off";\nexport default { sources: { allow: ["/"] }, lint: { rules: { "region-overlap": level } } };\n',
    });
    const { file, problems } = await readGivenConfig(
      new FileStore({ workingFolder: folder }),
      `${folder}/mine.config.ts`,
    );
    expect(problems).toEqual([]);
    expect(file?.config).toEqual({ sources: { allow: ['/'] }, lint: { rules: { 'region-overlap': 'off' } } });
  });

  it('that fails when it is run is told with its reason', async () => {
    const folder = scratchFolder({ 'bad.config.js': 'throw new Error("no such board");\n' });
    const { problems } = await readGivenConfig(
      new FileStore({ workingFolder: folder }),
      `${folder}/bad.config.js`,
    );
    expect(problems).toMatchObject([
      { code: 'config-failed', message: expect.stringContaining('no such board') },
    ]);
  });

  it('has the schema that docs/config.schema.json publishes', () => {
    expect(JSON.parse(readFileSync('docs/config.schema.json', 'utf8'))).toEqual(configJsonSchema());
  });
});

describe('the settings of an input', () => {
  const text = `lint:
  preset: strict
  rules: { region-overlap: warning, cma-alignment: off }
  ignore: ["*-test.dts", "old/**"]
  overrides:
    - files: ["vendor/**"]
      rules: { region-overlap: off }
    - files: ["vendor/good/*.dts"]
      preset: all
      rules: { region-overlap: error }
`;
  const given = { preset: undefined, levels: new Map() };

  it('are those of the configuration', () => {
    const { file } = found(text);
    const { preset, levels } = lintSettingsFor(file, `${file?.folder}/a.dts`, given);
    expect(preset).toBe('strict');
    expect([...levels]).toEqual([
      ['region-overlap', 'warning'],
      ['cma-alignment', 'off'],
    ]);
  });

  it('are overridden by path, and later ones win', () => {
    const { file } = found(text);
    const of = (path: string) => lintSettingsFor(file, `${file?.folder}/${path}`, given);
    expect(of('vendor/a.dts').levels.get('region-overlap')).toBe('off');
    expect(of('vendor/good/a.dts').levels.get('region-overlap')).toBe('error');
    expect(of('vendor/good/a.dts').preset).toBe('all');
  });

  it('give way to the command line', () => {
    const { file } = found(text);
    const levels = new Map([['region-overlap', 'info' as const]]);
    const settings = lintSettingsFor(file, `${file?.folder}/vendor/a.dts`, { preset: 'recommended', levels });
    expect(settings.preset).toBe('recommended');
    expect(settings.levels.get('region-overlap')).toBe('info');
  });

  it('leave inputs out that the configuration ignores', () => {
    const { file } = found(text);
    const ignored = ['x/a-test.dts', 'old/b/c.dts', 'new/c.dts'].map((path) =>
      isIgnored(file, `${file?.folder}/${path}`),
    );
    expect(ignored).toEqual([true, true, false]);
  });

  it('tell of rules that are none, at their place', () => {
    const { file } = found('lint:\n  rules: { regoin-overlap: off }\n');
    const problems = file && unknownRules(file, ['region-overlap'], () => 'region-overlap');
    expect(problems).toMatchObject([
      { message: 'There is no rule regoin-overlap.', help: 'Did you mean region-overlap?' },
    ]);
  });
});
