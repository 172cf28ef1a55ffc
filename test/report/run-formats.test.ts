import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { runJunit } from '../../src/report/run-junit.ts';
import { runMarkdown } from '../../src/report/run-markdown.ts';
import { runSvg } from '../../src/report/run-svg.ts';
import { busy, demo, kernelText, pageOf, type Rehearsed, rehearsed } from './rehearsed.ts';

const failing = rehearsed(demo);
const several = rehearsed({ ...demo, matrix: ['ram=512MiB,1GiB'], shares: [0, 0.2] });

/** As nasty as a name can be for HTML, XML and Markdown. */
const hostile = '</script><img src=x onerror=alert(1)>&"\'|`]]>';

function hostileRun(): Rehearsed {
  const text = JSON.stringify({
    version: 1,
    name: hostile,
    steps: [
      { phase: hostile, steps: [{ alloc: { device: 'video', size: '1MiB', count: 2, id: 'b' } }] },
      { alloc: { device: 'video', size: '64MiB', id: 'big' } },
    ],
  });
  return rehearsed({ board: 'boards/demo.dts', workload: { path: `${hostile}.yaml`, text } });
}

async function xmlErrors(text: string): Promise<readonly unknown[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'out.xml', contents: text }],
    normalization: 'format',
  });
  return errors;
}

describe('run --format svg', () => {
  it('is well-formed, with a title for each block and a description in words', async () => {
    const svg = runSvg(failing.rehearsal, failing.recordOf);
    expect(await xmlErrors(svg)).toEqual([]);
    expect(svg).toContain('0x5000_0000 to 0x507f_ffff, 8 MiB: tee + video-pool');
    expect(svg).toMatch(/<desc id="description">FAILS .*7 failures, first in operation 15/);
    expect(svg).toContain('<title>frame[0]: 2.99 MiB, takes 4 MiB, /soc/video@1000000, at 0x5040_0000');
  });

  it('names nothing outside itself', () => {
    const svg = runSvg(failing.rehearsal, failing.recordOf);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\((?!#)|<script/);
    const used = new Set([...svg.matchAll(/url\(#([\w-]+)\)/g)].map(([, id]) => id));
    for (const id of used) expect(svg).toContain(`<pattern id="${id}"`);
  });

  it('draws the picture of docs/workloads.md', async () => {
    const path = 'fixtures/workloads/demo.yaml';
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const { rehearsal, recordOf } = rehearsed({ ...demo, workload: { path, text } });
    await expect(runSvg(rehearsal, recordOf)).toMatchFileSnapshot('../../docs/images/demo-run.svg');
  });

  it('shows all of a board with fifty regions', () => {
    const { rehearsal, recordOf } = rehearsed(busy);
    const svg = runSvg(rehearsal, recordOf);
    for (const { node } of rehearsal.cells[0]?.kernel?.regions ?? []) expect(svg).toContain(node.path);
    expect(rehearsal.cells[0]?.kernel?.regions).toHaveLength(50);
  });

  it('is well-formed whatever a workload calls its parts', async () => {
    const { rehearsal, recordOf } = hostileRun();
    expect(await xmlErrors(runSvg(rehearsal, recordOf))).toEqual([]);
  });
});

describe('run --format junit', () => {
  const schema = readFileSync(new URL('schemas/junit.xsd', import.meta.url), 'utf8');

  it.each([
    ['a run that fails', failing],
    ['several settings with pinned pages', several],
    ['hostile names', hostileRun()],
  ])('is valid: %s', async (_, { rehearsal }) => {
    const { errors } = await validateXML({
      xml: [{ fileName: 'junit.xml', contents: runJunit(rehearsal) }],
      schema: [schema],
    });
    expect(errors).toEqual([]);
  });

  it('has a case for each expectation', () => {
    expect(runJunit(failing.rehearsal)).toMatchSnapshot();
  });

  it('has a suite for each setting, and a case for each share of pinned pages', () => {
    const xml = runJunit(several.rehearsal);
    expect([...xml.matchAll(/<testsuite name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
      'workloads/demo.yaml [ram=512MiB]',
      'workloads/demo.yaml [ram=1GiB]',
    ]);
    expect(xml).toContain('name="with 20% of the pages pinned"');
  });

  it('tells a setting that cannot be performed as an error', () => {
    const { rehearsal } = rehearsed({ ...demo, matrix: ['ram=1MiB'] });
    const xml = runJunit(rehearsal);
    expect(xml).toMatch(/<testsuites name="carveout run: FAILS [^"]+" tests="1" failures="0">/);
    expect(xml).toContain('errors="1"');
  });
});

describe('run --format markdown', () => {
  it('has the verdict, the pools, the first failure and the expectations', () => {
    expect(runMarkdown(failing.rehearsal, { kernelText })).toMatchSnapshot();
  });

  it('has a row for each setting', () => {
    const text = runMarkdown(several.rehearsal, { kernelText });
    expect(text).toContain('It does not pass in 2 of 2 settings.');
    expect(text).toMatch(/^\| ram=512MiB \| \*\*fails\*\* \| .*20%: 5\/5/m);
  });

  it('lets no name become markup', () => {
    const text = runMarkdown(hostileRun().rehearsal, { kernelText });
    expect(text.replace(/(`+).*?\1/g, '').replace(/<\/?sub>/g, '')).not.toMatch(/(?<!\\)</);
  });
});

describe('run --format html', () => {
  const page = pageOf(failing);

  it('begins with the verdict and has every figure without a script', () => {
    const static_ = page.replace(/<script.*?<\/script>/gs, '');
    expect(static_.indexOf('<b>FAILS</b>')).toBeLessThan(static_.indexOf('First failure'));
    expect(static_).toContain('Pages at the peak, after operation 14');
    expect(static_).toContain('Pages at the first failure, after operation 15');
    expect(static_).toContain('Pages at the end, after operation 78');
    expect(static_).toContain('<th scope="row"><code>frame[0]</code></th>');
  });

  it('names nothing outside itself, and forbids it', () => {
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|@import|src="/);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain("script-src 'unsafe");
  });

  it('lets no name out of its place', () => {
    const hostilePage = pageOf(hostileRun());
    expect(hostilePage).not.toContain('<img');
    expect(hostilePage.match(/<\/script>/g)).toHaveLength(2);
  });

  it('says which of several settings is pictured', () => {
    const text = pageOf(several);
    expect(text).toContain('All that follows is of the setting <b>ram=512MiB</b>');
    expect(text).toContain('in 2 of 2 settings');
  });

  it('is a page also where nothing could be performed', () => {
    const text = pageOf(rehearsed({ ...demo, matrix: ['ram=1MiB'] }));
    expect(text).toContain('<b>FAILS</b>');
    expect(text).not.toContain('id="run-data"');
  });
});
