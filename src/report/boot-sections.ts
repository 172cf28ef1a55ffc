/** The parts of a boot's report, in their order. */
export const bootSections = ['log', 'memory', 'reserved', 'iomem', 'regions', 'cma', 'devices'] as const;

export type BootSection = (typeof bootSections)[number];
