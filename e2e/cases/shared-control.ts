// Records that are no flows: lost events, node states, kinds that only exporter files have.
import type { Case } from './case';

export const controlCases: readonly Case[] = [
  {
    id: 'S26',
    title: 'a single loss at the head of a read is a footnote',
    lines: 'control-events.jsonl:1',
    gaps: ['quiet: 1 event lost while reading from kubernetes/worker1: its ring of flows was full.'],
    status: { flows: 0, lostEvents: '1' },
    page: {
      drops: ['1 event lost while reading from kubernetes/worker1: its ring of flows was full.'],
      flows: ['1 event lost while reading from kubernetes/worker1: its ring of flows was full.'],
      map: ['1 event lost while reading from kubernetes/worker1: its ring of flows was full.'],
    },
  },
  {
    id: 'S27',
    title: 'losses without node and time are those of an unknown node, on their CPU',
    lines: 'control-events.jsonl:2-3',
    gaps: [
      '250 events lost at an unknown node (CPU 5): the kernel made events faster than the agent read them.',
      "4,290 G events lost at n1: the agent's queue was full.",
    ],
    status: { flows: 0, lostEvents: '4294967297250' },
    page: { flows: ['an unknown node', 'CPU 5'], drops: ['an unknown node'] },
  },
  {
    id: 'S28',
    title: 'what only exporter files hold is no flow, and a flow of nothing is a row and no node',
    lines: 'control-events.jsonl:4-7',
    undrawn: { 'no-ends': 1 },
    flows: [{ verdict: 'VERDICT_UNKNOWN', time: '1970-01-01T00:00:01Z', node: 'my-node', ip: null, source: null }],
    gaps: ['An unknown number of events was lost at my-node: Hubble did not say where.'],
    status: { flows: 1, lostEvents: '0', lostEventsUnknown: 1, nodes: ['my-node'] },
    overRelay: {
      because: 'agent and debug events are not part of the flow stream',
      status: { flows: 1, lostEvents: '0', lostEventsUnknown: 1 },
    },
    page: { flows: ['my-node', '–'], map: ['1 flow makes no edge: 1 without ends'] },
  },
  {
    id: 'S29',
    title: 'nodes that are missing are named, and an error is told once with its nodes',
    lines: 'control-events.jsonl:8-10',
    gaps: [
      'lab/c and lab/d are not connected to Relay. …',
      'lab/a and lab/b are not connected to Relay: rpc error: code = Unavailable desc = transport is closing. …',
    ],
    status: {
      flows: 0,
      nodes: ['lab/a: error', 'lab/b: error', 'lab/c: unavailable', 'lab/d: unavailable', 'lab/e'],
    },
    overRelay: {
      because: 'a Relay has nodes of its own besides those that lines speak of',
      status: { flows: 0 },
    },
    page: {
      flows: ['lab/c', 'lab/d', 'transport is closing'],
      drops: ['lab/c', 'lab/d'],
      map: ['lab/c', 'lab/d'],
    },
  },
];
