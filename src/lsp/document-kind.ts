import { basename } from 'node:path';

/** What a document is to the analysis. `shared`: included by boards. */
export type DocumentKind = 'board' | 'shared' | 'config' | 'other';

/** By its name; a document of another name is a board where the editor says that it is a device tree. */
export function documentKind(path: string, languageId: string): DocumentKind {
  const name = basename(path);
  if (/^carveout\.config\.(ya?ml|json)$/.test(name)) return 'config';
  if (/\.(dts|dtso)$/.test(name)) return 'board';
  if (/\.(dtsi|h|dtsh)$/.test(name)) return 'shared';
  const isTree = languageId === 'dts' || languageId === 'devicetree';
  return isTree && !name.includes('.') ? 'board' : 'other';
}
