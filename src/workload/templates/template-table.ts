import type { Template } from './template.ts';

/** All templates, in the order of the documentation. */
export const templateTable: readonly Template[] = [];
