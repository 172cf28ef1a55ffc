import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { type Mutant, mutate } from './mutants.ts';
import type { Case } from './vitest-stand-in.ts';

/** The rules' tests, bundled with all mutants of the rules. */
export interface MutatedTests {
  readonly mutants: readonly Mutant[];
  readonly cases: CasesByRule;
  /** Loads all of it anew while a mutant holds, for those of constants. */
  casesUnder(mutant: Mutant): Promise<CasesByRule>;
}

export type CasesByRule = ReadonlyMap<string, readonly Case[]>;

declare global {
  /** The mutant that holds; none: 0. */
  var __mutant: number;
  var __casesByRule: Map<string, readonly Case[]>;
}

const rules = resolve('src/lint/rules');
const entry = '\0rules';
const mark = '\0cases of ';

/** @param ids of rules; `source` is read from the working folder, which is the project's */
export async function loadMutated(ids: readonly string[]): Promise<MutatedTests> {
  const mutants: Mutant[] = [];
  const wanted = new Set(ids);
  const build = await rolldown({
    input: entry,
    platform: 'node',
    logLevel: 'silent',
    external: ['jiti'],
    resolve: { alias: { vitest: resolve('test/lint/mutate/vitest-stand-in.ts') } },
    plugins: [
      {
        name: 'mutants',
        resolveId: (id) => (id.startsWith('\0') ? id : undefined),
        load(id) {
          if (id === entry)
            return ids
              .flatMap((rule) => [
                `import ${JSON.stringify(resolve(`test/lint/rules/${rule}.test.ts`))};`,
                `import ${JSON.stringify(mark + rule)};`,
              ])
              .join('\n');
          if (id.startsWith(mark))
            return `import { takeCases } from 'vitest';\nglobalThis.__casesByRule.set(${JSON.stringify(id.slice(mark.length))}, takeCases());`;
          const rule = basename(id, '.ts');
          if (id !== join(rules, `${rule}.ts`) || !wanted.has(rule)) return undefined;
          const mutated = mutate(rule, readFileSync(id, 'utf8'), mutants.length + 1);
          mutants.push(...mutated.mutants);
          return { code: mutated.text, moduleType: 'ts' };
        },
      },
    ],
  });

  const folder = mkdtempSync(join(tmpdir(), 'carveout-mutants-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { output } = await build.write({ dir: folder, format: 'esm', entryFileNames: 'rules.js' });
  await build.close();

  const file = pathToFileURL(join(folder, output[0].fileName)).href;
  const load = async (mutant: number): Promise<CasesByRule> => {
    globalThis.__mutant = mutant;
    globalThis.__casesByRule = new Map();
    try {
      await import(`${file}?mutant=${mutant}`);
      return globalThis.__casesByRule;
    } finally {
      globalThis.__mutant = 0;
    }
  };
  return { mutants, cases: await load(0), casesUnder: ({ id }) => load(id) };
}
