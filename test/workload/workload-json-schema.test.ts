import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SourceFile } from '../../src/source/source-file.ts';
import { loadWorkload } from '../../src/workload/load-workload.ts';
import { demoBoard } from './demo-board.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const validate = new Ajv2020({ strict: false }).compile(JSON.parse(read('docs/workload.schema.json')));

function mistakes(text: string): readonly string[] {
  validate(parse(text));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function files(folder: string, ending: string): readonly string[] {
  return readdirSync(new URL(folder, root), { encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}${name}`);
}

/** The YAML workloads that a page shows: those that pass, and those that are refused for what no schema sees. */
function examplesIn(page: string): readonly string[] {
  return [...read(page).matchAll(/^```yaml (?:passes|refused).*\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => text,
  );
}

const pages = ['docs/workloads.md', ...files('docs/templates/', '.md'), ...files('docs/operations/', '.md')];
const fixtures = [...files('fixtures/workloads/', '.yaml'), ...files('fixtures/dma/', '.yaml')];

describe('docs/workload.schema.json', () => {
  it.each(fixtures)('takes %s', (path) => {
    expect(mistakes(read(path))).toEqual([]);
  });

  it.each(pages)('takes every example of %s', (page) => {
    const found = examplesIn(page);
    for (const text of found) expect([text, mistakes(text)]).toEqual([text, []]);
  });

  it('is tried with examples of all pages', () => {
    expect(pages.flatMap(examplesIn).length).toBeGreaterThan(40);
    expect(fixtures.length).toBeGreaterThan(9);
  });

  it('takes a variable where a number or a word is expected', () => {
    const text = `
version: 1
variables: { cameras: 2, way: atomic, most: 10%, template: 3 }
steps:
  - alloc: { device: camera, size: 1920x1080 NV12, stride: '\${stride}', count: '\${cameras}', gfp: '\${way}' }
  - use: { template: display, device: display, size: '\${width}x1080', buffers: '\${buffers}' }
  - repeat: '\${rounds}'
    steps: [{ free: all }]
expect: { live: '\${live}', headroom: '\${most}' }
`;
    expect(mistakes(text)).toEqual([]);
  });

  // What the schema refuses, the program refuses; the other way round a schema cannot see everything.
  it.each([
    ['a misspelt key', 'alloc: { devise: camera, size: 1 }'],
    ['a negative count', 'alloc: { device: camera, size: 1, count: -1 }'],
    ['a word that is none', 'alloc: { device: camera, size: 1, gfp: sleepy }'],
    ['a text that is no variable for a number', 'alloc: { device: camera, size: 1, count: two }'],
    ['a step of two kinds', 'alloc: { device: camera, size: 1 }\n    free: all'],
    ['an unknown template', 'use: { template: displai, device: camera, size: 1920x1080 }'],
    ['a misspelt parameter', 'use: { template: display, device: camera, size: 1920x1080, bufers: 2 }'],
    ['a stride of nothing', 'alloc: { device: camera, size: 1920x1080 NV12, stride: 0 }'],
    ['planes that are neither', 'alloc: { device: camera, size: 1920x1080 NV12, planes: apart }'],
  ])('refuses %s, as the program does', (_, step) => {
    const text = `version: 1\nsteps:\n  - ${step}\n`;
    expect(mistakes(text)).not.toEqual([]);
    expect(loadWorkload(new SourceFile('example.yaml', text), demoBoard()).workload).toBeUndefined();
  });
});
