import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownBelow('docs')];

function markdownBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

/** Where the links of a page lead that are no addresses; what stands in code is none. */
function linksOf(page: string): readonly { readonly path: string; readonly heading: string | undefined }[] {
  const text = readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', heading] = target.split('#');
    return [{ path: path === '' ? page : join(dirname(page), path), heading }];
  });
}

/** As forges name a heading in an address. */
function headingsOf(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the pages', () => {
  it('lead nowhere that is not there', () => {
    const dead = pages.flatMap((page) =>
      linksOf(page)
        .filter(
          ({ path, heading }) =>
            !existsSync(path) ||
            (heading !== undefined && path.endsWith('.md') && !headingsOf(path).includes(heading)),
        )
        .map(({ path, heading }) => `${page}: ${path}${heading === undefined ? '' : `#${heading}`}`),
    );
    expect(dead).toEqual([]);
  });

  it('are all in the index', () => {
    const listed = new Set(linksOf('docs/README.md').map(({ path }) => path));
    const folders = ['rules', 'operations', 'templates'].map((folder) => `docs/${folder}/README.md`);
    const files = readdirSync('docs').filter(
      (name) => /\.(md|json|html)$/.test(name) && name !== 'README.md',
    );
    expect([...listed].sort()).toEqual([...files.map((name) => `docs/${name}`), ...folders].sort());
  });
});
