import type { ExpandedChunk, Segment } from './preprocessed.ts';

/** A part of an expanded chunk's text, with the segments that cover it. */
export function sliceChunk(chunk: ExpandedChunk, start: number, end: number): ExpandedChunk {
  const segments: Segment[] = [];
  for (const [index, segment] of chunk.segments.entries()) {
    const segmentEnd = chunk.segments[index + 1]?.at ?? chunk.text.length;
    if (segmentEnd <= start || segment.at >= end) continue;

    const skipped = Math.max(start - segment.at, 0);
    const isCopied = segment.place.via === undefined;
    const place = isCopied ? { ...segment.place, start: segment.place.start + skipped } : segment.place;
    segments.push({ ...segment, at: Math.max(segment.at - start, 0), place });
  }
  return { kind: 'expanded', text: chunk.text.slice(start, end), segments };
}
