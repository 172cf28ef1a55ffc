import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { shardOf } from '../../src/project/inputs/shard.ts';
import { checkJsonSchema, checkJsonSchemaDocument } from '../../src/report/check-json-schema.ts';
import { checkJunit } from '../../src/report/check-junit.ts';
import { checkMarkdown } from '../../src/report/check-markdown.ts';
import { mergeChecks } from '../../src/report/check-merge.ts';
import { type CheckReport, checkReport } from '../../src/report/check-report.ts';
import { checkSarif } from '../../src/report/check-sarif.ts';
import { checkText } from '../../src/report/check-text.ts';
import { plainTerminal } from '../../src/report/terminal.ts';
import { fixtureFolder, projectWith, reportOf } from '../project/check/check-project.ts';

const failing = reportOf(fixtureFolder);
const schema = checkJsonSchemaDocument();
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);

function withBoard(entry: string, rest = ''): CheckReport {
  const config = `check: { boards: [{ ${entry} }], workloads: [workloads/screen.yaml]${rest} }`;
  return reportOf(
    projectWith(config, {
      'boards/broken.dts': '/dts-v1/;\n/ { x = <1>\n};\n',
      'boards/empty.dts': '/dts-v1/;\n/ { };\n',
      'workloads/tight.yaml': 'version: 1\nsteps: [{ alloc: { device: camera, size: 15MiB } }]\n',
      'workloads/bad.yaml': 'version: 1\nsteps: [{ aloc: {} }]\n',
    }),
  );
}

describe('the report of a check', () => {
  it('fails where one workload of one board does', () => {
    expect(failing.outcome).toBe('fails');
    expect(failing.counts).toEqual({ passes: 2, fails: 1, unusable: 0, errors: 1, warnings: 0, infos: 0 });
    const [cell] = failing.items[2]?.workloads[2]?.cells ?? [];
    expect(cell).toMatchObject({
      outcome: 'fails',
      failure: { file: expect.stringContaining('recording.yaml'), line: 7 },
      pools: [{ node: '/reserved-memory/media@50000000', size: '0x1000000' }],
    });
  });

  it.each([
    ['a board that cannot be read', 'board: boards/broken.dts', 'expected'],
    ['a board without RAM', 'board: boards/empty.dts', 'memory'],
    ['a workload that cannot be read', 'board: boards/gate.dts, workloads: [workloads/bad.yaml]', 'aloc'],
    ['a variable that no workload has', 'board: boards/gate.dts, set: { wdth: 4 }', '`wdth`'],
  ])('is unusable with %s, and says why', (_, entry, said) => {
    const report = withBoard(entry);
    expect(report.outcome).toBe('unusable');
    expect(checkText(report, plainTerminal).toLowerCase()).toContain(said);
  });

  it('performs workloads with the RAM and the variables of the board', () => {
    const pool = (entry: string): unknown =>
      withBoard(`board: boards/gate.dts${entry}`).items[0]?.workloads[0]?.cells[0]?.pools[0]?.peak;
    expect(pool('')).toBe('0x465000');
    expect(pool(', set: { width: 1024 }')).toBe('0x5a0000');
    expect(withBoard('board: boards/kiosk.dts, ram: 64MiB').items[0]?.outcome).not.toBe('passes');
  });

  it('fails by findings of the severity that the configuration says', () => {
    const tight = 'board: boards/gate.dts, workloads: [workloads/tight.yaml]';
    const rules = withBoard(tight, ', rules: { pool-headroom: error }');
    const off = withBoard(tight, ', rules: { pool-headroom: off }');
    expect([rules.outcome, rules.counts.errors]).toEqual(['fails', 1]);
    expect([off.outcome, off.counts.errors]).toEqual(['passes', 0]);
  });
});

describe('formats of a check', () => {
  it('have the verdict first, a line for each board, then what fails with its place and remedy', () => {
    const text = checkText(failing, { ...plainTerminal, width: 100 });
    expect(text).toMatch(/^FAILS \S*carveout.config.yaml: 1 of 3 checks fails; 1 error\n/);
    expect(text).toMatch(/^ {2}gate +6\.12 +ok +ok +passes +passes +fails$/m);
    expect(text).toMatch(/at: \S*recording\.yaml:7:5/);
    expect(text).toMatch(/help: Enlarge \/reserved-memory\/media@50000000 to 0x1400000/);
  });

  it('are JSON of the published shape, also where a board is unusable', () => {
    for (const report of [failing, withBoard('board: boards/broken.dts')]) {
      validate(JSON.parse(JSON.stringify(report)));
      expect(validate.errors ?? []).toEqual([]);
    }
    const published: unknown = JSON.parse(
      readFileSync(new URL('../../docs/check.schema.json', import.meta.url), 'utf8'),
    );
    expect(published).toEqual(schema);
  });

  it('are well-formed JUnit, whose failures are what makes the check fail', async () => {
    const xml = checkJunit(failing);
    const { errors } = await validateXML({
      xml: [{ fileName: 'out.xml', contents: xml }],
      normalization: 'format',
    });
    expect(errors).toEqual([]);
    expect(xml).toMatch(/^<testsuites .*tests="14" failures="2" errors="0">$/m);
  });

  it('are a table for a pull request, those that fail first', () => {
    const rows = checkMarkdown(failing).split('\n');
    expect(rows[0]).toBe('### carveout check: FAILS');
    expect(rows[6]).toContain('✗ gate');
  });

  it('are SARIF with each finding once, and the boards that have it', () => {
    const [gate] = failing.items.slice(2);
    if (gate === undefined) return expect.fail('no gate');
    const twice = checkReport(failing, [gate, { ...gate, name: 'another' }]);
    const { runs } = JSON.parse(checkSarif(twice, { version: '1', rules: [], page: () => undefined }));
    expect(runs[0].results).toHaveLength(1);
    expect(runs[0].results[0]).toMatchObject({
      ruleId: 'pool-too-small',
      relatedLocations: [{ message: { text: 'is allocated here' } }],
      partialFingerprints: { 'carveout/v1': expect.stringMatching(/^[0-9a-f]{32}$/) },
      properties: { boardCount: 2 },
    });
  });
});

describe('merge', () => {
  const part = (index: number, count = 2): { file: string; report: CheckReport } => {
    const shard = { index, count };
    return {
      file: `${index}.json`,
      report: checkReport({ ...failing, shard }, shardOf(failing.items, shard)),
    };
  };

  it('joins parts, in whatever order, to the report of the whole', () => {
    expect(mergeChecks([part(2), part(1)])).toEqual({ ok: true, report: failing });
  });

  it.each([
    ['missing', [part(2)], 'Of 2 parts one is missing: 1.'],
    ['doubled', [part(1), part(1)], '1.json and 1.json are both part 1 of 2.'],
    ['of another number', [part(1), part(2, 3)], '2.json is a part of 3, 1.json one of 2.'],
    [
      'of another check',
      [part(1), { file: 'x.json', report: { ...part(2).report, plan: 'other' } }],
      'x.json is a part of another check than 1.json.',
    ],
    [
      'not complete',
      [part(1), { file: 'x.json', report: { ...part(2).report, items: [] } }],
      'x.json has 0 of its 1 boards: it is not complete.',
    ],
  ])('tells of a part that is %s', (_, parts, message) => {
    expect(mergeChecks(parts)).toMatchObject({ ok: false, message });
  });

  it.each([
    ['a part that there is not', { shard: { index: 3, count: 2 } }],
    ['more parts than there can be', { shard: { index: 1, count: 1_000_000_000 } }],
    ['more boards than there can be', { planned: 1_000_000_000_000 }],
  ])('takes no report of %s', (_, wrong) => {
    expect(checkJsonSchema().safeParse(part(1).report).success).toBe(true);
    expect(checkJsonSchema().safeParse({ ...part(1).report, ...wrong }).success).toBe(false);
  });
});
