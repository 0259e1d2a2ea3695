// One line of a capture, in any of the forms in which people keep Hubble's JSON.
import type { CaptureRecord } from '@/lib/capture/capture';
import { parseJson } from '@/lib/capture/json';
import { isObject, type JsonObject, keepUnknown, readMessage, type Unknowns } from '@/lib/capture/read-message';
import { toFlow, type Wrapper } from '@/lib/capture/to-flow';
import { flowFields, lostFields, nodeStatusFields } from '@/lib/capture/wire-schema';
import { epochMsOf, readTime } from '@/lib/capture/wire-time';
import type { EpochMs, Flow, Json } from '@/lib/flow/flow';

/**
 * Reads one line (or one whole document); null when it is blank. Understands the wrapper of `hubble observe -o jsonpb`
 * and bare flows, both spellings of keys, text before the JSON (CRI, file names) and log wrappers. `arrivedMs` stands in
 * for the time of flows without one.
 */
export function parseCaptureLine(text: string, line: number, arrivedMs: EpochMs = 0): CaptureRecord | null {
  const start = text.indexOf('{');
  if (start < 0) return text.trim() === '' ? null : { kind: 'bad', line, message: 'The line holds no JSON object.' };
  try {
    const json = parseJson(withoutComma(text.slice(start).trimEnd()));
    return isObject(json)
      ? readRecord(json, line, arrivedMs, 0)
      : { kind: 'bad', line, message: 'The line holds no JSON object.' };
  } catch (error) {
    return { kind: 'bad', line, message: whyNot(error) };
  }
}

const kinds = {
  flow: 'flow',
  nodestatus: 'nodes',
  lostevents: 'lost',
  agentevent: 'agent',
  debugevent: 'debug',
} as const;

/** Keys under which log collectors and gateways put the line they carry. */
const carriers = ['log', 'message', 'msg', 'line', 'result'] as const;
const deepestCarrier = 4;

function readRecord(json: JsonObject, line: number, arrivedMs: EpochMs, depth: number): CaptureRecord {
  for (const [key, value] of Object.entries(json)) {
    const name = letters(key);
    const kind = Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : undefined;
    if (kind && isObject(value)) return readKind(kind, value, json, key, line, arrivedMs);
  }
  if (isBareFlow(json)) return { kind: 'flow', line, flow: readFlow(json, {}, new Map(), line, arrivedMs) };
  const carried = depth < deepestCarrier ? carriedIn(json) : undefined;
  if (carried) return readRecord(carried, line, arrivedMs, depth + 1);
  const others = Object.keys(json).filter((key) => !isWrapperKey(key));
  return { kind: 'unknown', line, what: others.join(', ').slice(0, 200) || 'an empty object' };
}

function readKind(
  kind: (typeof kinds)[keyof typeof kinds],
  body: JsonObject,
  wrapper: JsonObject,
  key: string,
  line: number,
  arrivedMs: EpochMs,
): CaptureRecord {
  const { wrapper: around, unknowns } = readWrapper(wrapper, key);
  const timeMs = (around.time === undefined ? undefined : epochMsOf(around.time)) ?? null;
  switch (kind) {
    case 'flow':
      return { kind, line, flow: readFlow(body, around, unknowns, line, arrivedMs) };
    case 'lost':
      return readLost(body, around.node ?? '', timeMs, line);
    case 'nodes': {
      const {
        state_change: state = 'UNKNOWN_NODE_STATE',
        node_names: names = [],
        message = '',
      } = readMessage(nodeStatusFields, body, '', unknowns);
      return { kind, line, state, names, message, timeMs };
    }
    case 'agent':
    case 'debug':
      return { kind, line };
  }
}

function readLost(body: JsonObject, node: string, timeMs: EpochMs | null, line: number): CaptureRecord {
  const lost = readMessage(lostFields, body, '', new Map());
  const count = lost.num_events_lost && !/^0+$/.test(lost.num_events_lost) ? lost.num_events_lost : null;
  const at = (time: string | undefined) => (time === undefined ? undefined : epochMsOf(time)) ?? null;
  const source = lost.source ?? 'UNKNOWN_LOST_EVENT_SOURCE';
  return {
    kind: 'lost',
    line,
    source,
    count,
    node,
    cpu: lost.cpu ?? null,
    timeMs,
    firstMs: at(lost.first),
    lastMs: at(lost.last),
  };
}

function readFlow(body: JsonObject, around: Wrapper, unknowns: Unknowns, line: number, arrivedMs: EpochMs): Flow {
  const wire = readMessage(flowFields, body, '', unknowns);
  return toFlow(wire, around, unknowns, `line-${line}`, arrivedMs);
}

/** What stands beside the event: node and time, and whatever else, kept under `response.`. */
export function readWrapper(json: JsonObject, body: string): { wrapper: Wrapper; unknowns: Unknowns } {
  const unknowns: Unknowns = new Map();
  let node: string | undefined;
  let time: string | undefined;
  for (const [key, value] of Object.entries(json)) {
    if (key === body || value === null) continue;
    if (letters(key) === 'nodename' && typeof value === 'string') node = value;
    else if (letters(key) === 'time' && readTime(value) !== undefined) time = readTime(value);
    else keepUnknown(unknowns, 'response', key, value);
  }
  return { wrapper: { node, time }, unknowns };
}

/** Fields that only a flow has. */
const flowMarks: ReadonlySet<string> = new Set([
  'verdict',
  'ip',
  'l4',
  'l7',
  'ethernet',
  'source',
  'destination',
  'eventtype',
  'trafficdirection',
  'isreply',
  'dropreasondesc',
  'sourcenames',
  'destinationnames',
]);

/** A word like "source" alone may be anybody's; two of Hubble's are a flow. */
function isBareFlow(json: JsonObject): boolean {
  const marks = Object.keys(json).filter((key) => flowMarks.has(letters(key)));
  return marks.length > 1 || marks.some((key) => letters(key) === 'verdict');
}

function carriedIn(json: JsonObject): JsonObject | undefined {
  for (const key of carriers) {
    const value = Object.hasOwn(json, key) ? json[key] : undefined;
    if (isObject(value)) return value;
    const start = typeof value === 'string' ? value.indexOf('{') : -1;
    if (typeof value !== 'string' || start < 0) continue;
    const inner: Json = parseJson(value.slice(start).trimEnd());
    if (isObject(inner)) return inner;
  }
  return undefined;
}

const isWrapperKey = (key: string): boolean => ['nodename', 'time', 'stream'].includes(letters(key));

const letters = (key: string): string => key.replaceAll('_', '').toLowerCase();

/** Lines copied out of an array keep its comma. */
const withoutComma = (text: string): string => (text.endsWith(',') ? text.slice(0, -1) : text);

/** Engines word their errors differently; what helps is whether the line is cut or wrong. */
function whyNot(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const cut = /end of JSON|unterminated|end of data/i.test(text);
  return cut ? 'The line ends before its JSON is complete; it was probably cut off.' : 'The line is not valid JSON.';
}
