// The text of a frame: what one reader gets of its own stands before what all get.
import type { FrameBody, SerialFrame } from '@/lib/live/live';

/** How the JSON text begins for this reader; `sharedText` goes on. */
export function ownText({ missed }: Pick<SerialFrame, 'missed'>): string {
  return missed ? `{"missed":${JSON.stringify(missed)},` : '{';
}

/** The rest of the text, the same for all. */
export function sharedText({ json }: FrameBody): string {
  return json.slice(1);
}

/** JSON text of the frame as this reader gets it. */
export const frameText = (frame: SerialFrame): string => ownText(frame) + sharedText(frame.body);
