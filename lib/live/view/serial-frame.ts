// The text of a frame: what one reader gets of its own stands before what all get.
import type { FrameBody, SerialFrame } from '@/lib/live/live';

const decoder = new TextDecoder();

/** How the JSON text begins for this reader; `sharedBytes` go on. */
export function ownText({ missed }: Pick<SerialFrame, 'missed'>): string {
  return missed ? `{"missed":${JSON.stringify(missed)},` : '{';
}

/** The rest of the text with the blank line behind it, the same for all. */
export function sharedBytes({ bytes }: FrameBody): Uint8Array {
  return bytes.subarray(1);
}

/** JSON text of the frame as this reader gets it. */
export const frameText = (frame: SerialFrame): string => ownText(frame) + decoder.decode(sharedBytes(frame.body));
