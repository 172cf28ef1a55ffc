import { resolve } from 'node:path';

/**
 * Runs a JavaScript or TypeScript module, ESM or CommonJS. Importing one of `modules` by its name gives what stands there;
 * anything else is looked up from the file's folder.
 *
 * Rejects with whatever the module throws, a syntax error or an import that is not found included.
 */
export async function loadModule(
  path: string,
  modules: Readonly<Record<string, object>> = {},
): Promise<unknown> {
  const { createJiti } = await import('jiti');
  const file = resolve(path);
  // No caches: neither files in somebody's folders, nor a module of yesterday.
  const jiti = createJiti(file, { fsCache: false, moduleCache: false, virtualModules: { ...modules } });
  return jiti.import(file);
}
