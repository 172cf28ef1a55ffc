import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What each room may import, as the table in CONTRIBUTING.md has it; each row includes what those rooms may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  source: [],
  preprocessor: ['source'],
  grammar: ['source', 'preprocessor'],
  devicetree: ['grammar', 'source'],
  fdt: ['devicetree'],
  memory: ['devicetree'],
  kernel: ['memory'],
  lint: ['memory', 'kernel'],
  workload: ['kernel', 'lint'],
  project: ['fdt', 'lint', 'workload'],
  report: ['project', 'workload', 'lint'],
  cli: ['project', 'report', 'lsp'],
  lsp: ['project', 'report'],
  // src/index.ts
  index: ['project', 'report'],
};

const roomsWithFiles = new Set(['source', 'cli', 'lsp']);
const modulesOfTheSystem =
  /^(node:)?(fs|fs\/promises|child_process|process|os|worker_threads|net|http|https|tty|readline)$/;

interface SourceText {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  /** Without comments and the contents of strings. */
  readonly code: string;
  readonly imports: readonly { readonly specifier: string; readonly typeOnly: boolean }[];
}

const files = [...readTexts('src'), ...readTexts('grammar')];

describe('the import table', () => {
  it('knows every room', () => {
    const rooms = new Set(files.map(({ room }) => room));
    expect([...rooms].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('lets each room import only from the rooms before it', () => {
    const forbidden = files.flatMap(({ path, room, imports }) => {
      const allowed = reachable(room);
      const targets = imports.filter(isOurs).map(({ specifier }) => resolveFrom(path, specifier));
      return targets
        .filter((target) => !allowed.has(roomOf(target)))
        .map((target) => `${path} imports ${target}`);
    });
    expect(forbidden).toEqual([]);
  });

  it('has imports name the file, with its suffix', () => {
    const bare = files.flatMap(({ path, imports }) =>
      imports
        .filter((one) => isOurs(one) && !one.specifier.endsWith('.ts'))
        .map(({ specifier }) => `${path}: ${specifier}`),
    );
    expect(bare).toEqual([]);
  });

  it('has no files that import each other at run time', () => {
    expect(cycles(files)).toEqual([]);
  });
});

describe('the outside', () => {
  const pure = files.filter(({ room }) => !roomsWithFiles.has(room));

  it('is touched by source, cli and lsp alone: files, the process, the console', () => {
    const touching = pure.flatMap(({ path, imports, code }) => {
      const modules = imports
        .map(({ specifier }) => specifier)
        .filter((specifier) => modulesOfTheSystem.test(specifier));
      const globals = [...code.matchAll(/(?<![.\w'"-])(process|console|globalThis)\s*(?:\.|\?\.|\[)/g)].map(
        ([, name]) => name,
      );
      return [...modules, ...globals].map((name) => `${path}: ${name}`);
    });
    expect(touching).toEqual([]);
  });

  it('gives no other room its clock or its chance', () => {
    const reading = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/;
    expect(pathsWhere(pure, ({ code }) => reading.test(code))).toEqual([]);
  });
});

describe('the types', () => {
  it('are checked everywhere', () => {
    expect(pathsWhere(files, ({ text }) => /@ts-(ignore|nocheck|expect-error)/.test(text))).toEqual([]);
    expect(pathsWhere(files, ({ code }) => /(:|\bas|<|\|)\s*any\b/.test(code))).toEqual([]);
  });

  it('and values are exported by name', () => {
    expect(pathsWhere(files, ({ code }) => /^export (default|\*)/m.test(code))).toEqual([]);
  });
});

describe('the public API', () => {
  it('is under 70 lines of named exports', () => {
    const index = files.find(({ path }) => path === 'src/index.ts');
    expect(index?.text.split('\n').length).toBeLessThan(70);
  });
});

function pathsWhere(all: readonly SourceText[], holds: (file: SourceText) => boolean): string[] {
  return all.filter(holds).map(({ path }) => path);
}

function isOurs({ specifier }: { readonly specifier: string }): boolean {
  return specifier.startsWith('.');
}

/** The file that an import names, from the project's folder. */
function resolveFrom(path: string, specifier: string): string {
  return normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
}

function readTexts(folder: string): SourceText[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return names.sort().map((name) => {
    const path = join(folder, name).replaceAll('\\', '/');
    const text = readFileSync(path, 'utf8');
    return {
      path,
      room: roomOf(path),
      text,
      code: withoutCommentsAndStrings(text),
      imports: importsOf(text),
    };
  });
}

/** `src/kernel/dma/x.ts` is of kernel, `src/index.ts` of index, `grammar/x.ts` of grammar. */
function roomOf(path: string): string {
  const [first = '', second = '', third] = path.replaceAll('\\', '/').split('/');
  if (first !== 'src') return first;
  return third === undefined ? second.replace(/\.ts$/, '') : second;
}

function reachable(room: string): Set<string> {
  const found = new Set([room]);
  for (const name of found) for (const next of mayImport[name] ?? []) found.add(next);
  return found;
}

/** Static, re-exporting and dynamic imports. A commented-out import counts as well; there should be none. */
function importsOf(text: string): SourceText['imports'] {
  const statements = text.matchAll(
    /^(?:import|export)\s(?<what>[^'";]*?\bfrom\s*)?'(?<from>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm,
  );
  return [...statements].map(({ groups }) => ({
    specifier: groups?.from ?? groups?.dynamic ?? '',
    typeOnly: /^type\b/.test(groups?.what ?? ''),
  }));
}

/** Comments and the contents of strings blanked; template literals keep theirs, which may hold code. */
function withoutCommentsAndStrings(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, (part) =>
    part.startsWith('/') ? '' : "''",
  );
}

/** Cycles of imports that happen at run time; types may refer to each other. */
function cycles(all: readonly SourceText[]): string[] {
  const targets = new Map(
    all.map(({ path, imports }) => [
      path,
      imports
        .filter((one) => isOurs(one) && !one.typeOnly)
        .map(({ specifier }) => resolveFrom(path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];

  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of targets.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}
