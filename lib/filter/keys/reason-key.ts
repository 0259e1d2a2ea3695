// The key that says why a packet was dropped.
import { isExact, orExactly } from '@/lib/filter/keys/exactly';
import {
  anyOf,
  askedAround,
  askedFor,
  type KeySpec,
  keep,
  notPushed,
  type ReadValue,
  type RelayPush,
  refuse,
} from '@/lib/filter/keys/key-spec';
import { enumJson, policyVerdictEvent } from '@/lib/filter/keys/traffic-keys';
import { compileGlob, hasGlob } from '@/lib/filter/match/glob';
import { nearest } from '@/lib/filter/nearest';
import { dropReasonNames, normalDropReason, refusedByProxy } from '@/lib/flow/drop-reason';
import { dropReasonOf } from '@/lib/flow/questions';

export const reasonKey: KeySpec = {
  key: 'reason',
  sided: false,
  aliases: [],
  help: 'Why the packet was dropped: a name or number of Hubble\'s DropReason, "L7" for refusals by the proxy; * stands for any characters.',
  example: 'reason:POLICY_DENIED',
  noun: 'drop reason',
  values: [refusedByProxy, ...dropReasonNames],
  read: readReason,
  ...orExactly(
    {
      flow: (values) => {
        const test = reasonTest(values);
        return (flow) => test(dropReasonOf(flow));
      },
      row: (values) => {
        const test = reasonTest(values);
        return (row) => test(row.reason);
      },
      relay: inferredReason,
    },
    {
      flow: (values) => (flow) =>
        flow.verdict === 'DROPPED' && values.includes(normalDropReason(flow.dropReason) || noReason),
      relay: (values) => askedFor([{ drop_reason_desc: values.map(enumJson) }]),
    },
  ),
};

/** How Hubble says that a flow has no reason. */
const noReason = 'DROP_REASON_UNKNOWN';

function inferredReason(values: readonly string[]): RelayPush {
  if (!values.every((value) => /^(?:[A-Z][A-Z0-9_*]*|\d+)$/.test(value))) return notPushed;
  const reasons = dropReasonNames.filter(anyOf(values, compileGlob));
  const others = values.filter((value) => /^\d+$/.test(value));
  // Denials that carry no reason get theirs here, from the event and its policies.
  return askedAround([
    { drop_reason_desc: [...reasons, ...others, noReason].map(enumJson) },
    { verdict: ['ERROR'], event_type: [{ type: policyVerdictEvent }] },
  ]);
}

function reasonTest(values: readonly string[]): (reason: string) => boolean {
  const test = anyOf(values, compileGlob);
  return (reason) => reason !== '' && test(reason);
}

/** Names of any case and with blanks ("Policy denied"), numbers, wildcards; other words only if no enum could be meant. */
function readReason(text: string): ReadValue {
  if (isExact(text)) return readExactReason(text.slice(1));
  const normal = normalDropReason(/^\d{1,9}$/.test(text) ? String(Number(text)) : text);
  // No reason at all is one that Hubble has a name for.
  if (normal === '' || text.toUpperCase() === noReason) return keep(`=${noReason}`);
  if (normal !== text || /^\d+$/.test(normal)) return keep(normal);
  const name = text.toUpperCase().replace(/[\s-]+/g, '_');
  if (name === refusedByProxy || dropReasonNames.includes(name)) return keep(name);
  if (hasGlob(text)) return keep(name);
  if (/\s/.test(text)) return keep(text);
  return refuse(
    "write a name of Hubble's DropReason, its number, or a pattern like POLICY_*.",
    nearest(name, [refusedByProxy, ...dropReasonNames]),
  );
}

function readExactReason(text: string): ReadValue {
  const name = normalDropReason(/^\d{1,9}$/.test(text) ? String(Number(text)) : text.toUpperCase());
  if (name === noReason || name === '' || dropReasonNames.includes(name) || /^\d+$/.test(name))
    return keep(`=${name || noReason}`);
  return refuse('write a name of Hubble\'s DropReason, or its number, after the "=".', nearest(name, dropReasonNames));
}
