import type { BoardFacts } from './board-facts.ts';

/** Boards whose memory node no kernel sees as it is written. */
interface LoaderMemory {
  /** A beginning of the root's first compatible. */
  readonly prefix: string;
  readonly who: string;
}

/**
 * The Raspberry Pi's firmware is the only loader of its boards, and gives part of the RAM to the graphics processor: it writes the
 * memory node when it knows how much is left (Linux, arm/broadcom/bcm2711-rpi.dtsi: "Will be filled by the bootloader").
 */
const loaders: readonly LoaderMemory[] = [{ prefix: 'raspberrypi,', who: "the Raspberry Pi's firmware" }];

/** Who writes the board's memory node anew before Linux reads it, where that is known and the user told no memory instead. */
export function memoryWriter({ model, memoryGiven }: BoardFacts): string | undefined {
  if (memoryGiven) return undefined;
  const [compatible = ''] = model.tree.root.property('compatible')?.asStrings() ?? [];
  return loaders.find(({ prefix }) => compatible.startsWith(prefix))?.who;
}
