import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The rules that have a page, in alphabetical order. */
export function rulePageNames(): readonly string[] {
  const folder = pagesFolder();
  if (folder === undefined) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.map((name) => name.slice(0, -'.md'.length)).sort();
}

/** The Markdown of a rule's page; `name` is one of `rulePageNames()`. */
export function readRulePage(name: string): string {
  return readFileSync(join(pagesFolder() ?? '.', `${name}.md`), 'utf8');
}

/** `docs/rules` of the package that this code stands in: two folders up from `src/source`, two or three from a bundle. */
function pagesFolder(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'docs', 'rules'))) {
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return join(folder, 'docs', 'rules');
}

/** Where a rule's page stands, absolute; undefined where it has none. */
export function rulePagePath(name: string): string | undefined {
  const folder = pagesFolder();
  const path = folder === undefined || !/^[\w-]+$/.test(name) ? undefined : join(folder, `${name}.md`);
  return path !== undefined && existsSync(path) ? path : undefined;
}
