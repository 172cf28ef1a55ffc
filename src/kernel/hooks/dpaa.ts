import { accepted, type Hook } from './hook.ts';

/**
 * The buffer manager's memory (drivers/soc/fsl/qbman/bman_ccsr.c): its place is taken note of, and no device is given it. The
 * queue manager's (`fsl,qman-fqd`, `fsl,qman-pfdr`) have such hooks on PowerPC only; elsewhere their driver looks them up.
 */
export const bmanHook: Hook = { name: 'bman_fbpr', compatible: 'fsl,bman-fbpr', setup: () => accepted() };
