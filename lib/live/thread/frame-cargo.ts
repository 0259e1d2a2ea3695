// Frames on their way to another thread: a body that many readers get crosses once.
import type { FrameBody, SerialFrame } from '@/lib/live/live';
import type { Cargo } from '@/lib/live/thread/streams';

/** A frame; its body by number, with its bytes when they cross for the first time; bodies that are not named again. */
interface PackedFrame {
  readonly frame: Omit<SerialFrame, 'body'>;
  readonly body: number;
  readonly bytes?: Uint8Array;
  readonly forget?: readonly number[];
}

/** Readers of a view ask for its frame at about the same time, so that little needs to be kept at the other side. */
const usualBytes = 4 * 1024 * 1024;

/** `mostBytes` of bodies are kept at the other side, the last one aside. */
export function createFrameSender(mostBytes = usualBytes): Pick<Cargo, 'pack'> {
  /** Bodies that the other side has, the one used longest ago first. */
  const sent = new Map<FrameBody, number>();
  let bytes = 0;
  let last = 0;

  function sendWhole(body: FrameBody, frame: PackedFrame['frame']) {
    last += 1;
    sent.set(body, last);
    bytes += body.bytes.length;
    const copy = new Uint8Array(body.bytes);
    const value: PackedFrame = { frame, body: last, bytes: copy, forget: forget() };
    return { value, transfer: [copy.buffer] };
  }

  function forget(): number[] {
    const forgotten: number[] = [];
    for (const [body, number] of sent) {
      if (bytes <= mostBytes || sent.size === 1) break;
      sent.delete(body);
      bytes -= body.bytes.length;
      forgotten.push(number);
    }
    return forgotten;
  }

  return {
    pack(item) {
      const { body, ...frame } = item as SerialFrame;
      const number = sent.get(body);
      if (number === undefined) return sendWhole(body, frame);
      sent.delete(body);
      sent.set(body, number);
      const value: PackedFrame = { frame, body: number };
      return { value };
    },
  };
}

export function createFrameReceiver(): Pick<Cargo, 'unpack'> {
  const bodies = new Map<number, FrameBody>();
  return {
    unpack(value) {
      const { frame, body: number, bytes, forget = [] } = value as PackedFrame;
      if (bytes) bodies.set(number, { bytes });
      for (const each of forget) bodies.delete(each);
      return { ...frame, body: bodies.get(number) };
    },
  };
}
