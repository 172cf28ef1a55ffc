import { judgedFaults } from './judged-faults.ts';
import { judgedNames } from './judged-names.ts';
import { judgedRisks } from './judged-risks.ts';
import type { Judgement } from './judgement.ts';

/** Every place of the corpus at which lint finds an error or a warning, read by hand in the sources. */
export const judgements: readonly Judgement[] = [...judgedFaults, ...judgedRisks, ...judgedNames];
