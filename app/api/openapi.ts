// The OpenAPI document, made from the schemas that describe the answers.
import { z } from 'zod';
import {
  captureReport,
  dropsAnswer,
  flowsAnswer,
  frame,
  liveViews,
  mapAnswer,
  namespacesAnswer,
  podsAnswer,
  relatedAnswer,
  seriesAnswer,
  valuesAnswer,
} from '@/lib/wire/answer';
import { embedTokenAnswer, embedTokenRequest } from '@/lib/wire/embed-token';
import { flow } from '@/lib/wire/flow';
import { markRequest, marksAnswer } from '@/lib/wire/mark';
import { policyAnswer } from '@/lib/wire/policy';
import { problem } from '@/lib/wire/problem';
import { sessionAnswer, signedOutAnswer } from '@/lib/wire/session';
import { bundleRequest, snapshotList, snapshotMade, snapshotRequest, snapshotView } from '@/lib/wire/snapshot';
import { serverStatus } from '@/lib/wire/status';
import { suggestionAnswer } from '@/lib/wire/suggestion';
import { version } from '@/package.json';

const scope = [
  parameter('q', 'Filter text, such as "ns:shop verdict:denied"'),
  parameter('cluster', 'A cluster, capture:<id> or snapshot:<id>; all clusters when absent'),
  parameter('from', 'RFC 3339, now, or a relative time such as -15m'),
  parameter('to', 'Likewise; absent is now'),
];
const suggestion = [
  ...scope.slice(1),
  { ...parameter('of', 'A filter that selects refused flows; may be given up to 20 times'), required: true },
  parameter('group', 'Id of a drop group, one for each filter: of its flows those of the group only'),
  parameter('kind', 'CiliumNetworkPolicy or NetworkPolicy'),
];
const group = parameter('group', 'pod, workload, namespace, node or cluster');

const routes = {
  '/api/v1/status': get('Connections, nodes, rates, what is held, and where policies come from', serverStatus, []),
  '/api/v1/namespaces': get('Namespaces with their live rates', namespacesAnswer, scope),
  '/api/v1/flows': {
    get: {
      summary: 'Flows, newest first',
      parameters: [
        ...scope,
        parameter('limit', '1 to 1000'),
        parameter('cursor', '`next` of the page before; line formats carry it in the header x-next-cursor'),
        parameter('group', 'Id of a drop group: of the flows those of the group only, so that a page may hold fewer'),
      ],
      responses: { 200: flowFormats(), ...failures() },
    },
  },
  '/api/v1/flows/{id}': get('One flow', flow, [scope[1], { ...parameter('id', 'Its id'), in: 'path', required: true }]),
  '/api/v1/flows/{id}/related': get('What is held of its connection, trace and socket', relatedAnswer, [
    scope[1],
    { ...parameter('id', 'Its id'), in: 'path', required: true },
  ]),
  '/api/v1/flows/{id}/policies': {
    ...get('What the policies given to the server say of it now', policyAnswer, [
      scope[1],
      { ...parameter('id', 'Its id'), in: 'path', required: true },
    ]),
    post: {
      summary: 'What the policies in the body say of it, and no others',
      parameters: [scope[1], { ...parameter('id', 'Its id'), in: 'path', required: true }],
      requestBody: { required: true, content: { 'application/yaml': { schema: { type: 'string' } } } },
      responses: { 200: content('application/json', policyAnswer), ...failures() },
    },
  },
  '/api/v1/policies/suggested': {
    ...get(
      'Policies that would let refused flows through, beside those given to the server',
      suggestionAnswer,
      suggestion,
    ),
    post: {
      summary: 'The same beside the policies in the body, and no others',
      parameters: suggestion,
      requestBody: { required: true, content: { 'application/yaml': { schema: { type: 'string' } } } },
      responses: { 200: content('application/json', suggestionAnswer), ...failures() },
    },
  },
  '/api/v1/map': get('The service map', mapAnswer, [...scope, group]),
  '/api/v1/pods': get('Pods that were seen behind the nodes of the map, whatever the filter', podsAnswer, [
    ...scope,
    group,
  ]),
  '/api/v1/drops': get('Drop groups', dropsAnswer, [
    ...scope,
    parameter('show', 'dropped, or audit: what audit mode let pass and would be dropped if policies were enforced'),
  ]),
  '/api/v1/marks': {
    ...get('What the team has said of drop groups: known, or muted for a while', marksAnswer, []),
    put: {
      summary: 'Acknowledge or mute a drop group, in place of what was said of it before',
      parameters: [],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(markRequest, { io: 'input' }) } },
      },
      responses: { 200: content('application/json', marksAnswer), ...failures() },
    },
    delete: {
      summary: 'Take back what was said of a drop group',
      parameters: [{ ...parameter('group', 'Id of the drop group'), required: true }],
      responses: { 200: content('application/json', marksAnswer), ...failures() },
    },
  },
  '/api/v1/embed-tokens': {
    post: {
      summary:
        'A token for frames of a portal, of what its maker may see: for readers who signed in, and for backends with `Authorization: Bearer <EYEPIECE_EMBED_SECRET>`',
      parameters: [],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(embedTokenRequest, { io: 'input' }) } },
      },
      responses: { 201: content('application/json', embedTokenAnswer), ...failures() },
    },
  },
  '/api/v1/series': get('Flows over time', seriesAnswer, [
    ...scope,
    parameter('by', 'verdict, reason or namespace'),
    parameter('step', 'Seconds, 15 to 3600'),
  ]),
  '/api/v1/values': get('Values of a filter key, by how many of the flows that match have them', valuesAnswer, [
    ...scope,
    { ...parameter('key', 'A filter key such as ns, pod or http.status'), required: true },
    parameter('side', 'from, to, either or end; either when absent'),
    parameter('prefix', 'Only values that hold this text, whatever its case'),
    parameter('limit', '1 to 50'),
  ]),
  '/api/v1/live': {
    get: {
      summary:
        'Everything above as it happens: server-sent events named frame, at most four a second; before them one named reader says whose they are, where readers sign in',
      parameters: [
        ...scope,
        group,
        parameter('want', 'Some of map, drops, audit, flows, series, namespaces, status'),
        parameter('window', 'Length of the moving window, 15s to 60m'),
        parameter('rows', 'Rows per frame at most, 0 to 1000'),
      ],
      responses: { 200: content('text/event-stream', frame), ...failures() },
    },
    post: {
      summary:
        'Several views on one stream: event ids are <key>/<frame id>; an event named refused (with a problem document) or ended is the last of one view',
      requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(liveViews) } } },
      responses: { 200: content('text/event-stream', frame), ...failures() },
    },
  },
  '/api/v1/captures': {
    post: {
      summary: 'Open a file of flow lines, or a bundle; its cluster works in every route above',
      parameters: [parameter('name', 'File name')],
      requestBody: { content: { 'application/x-ndjson': { schema: { type: 'string' } } } },
      responses: { 201: content('application/json', captureReport), ...failures() },
    },
  },
  '/api/v1/snapshots': {
    ...get('The snapshots of whoever asks: a browser sends its secret as eyepiece-owner', snapshotList, []),
    post: {
      summary: 'Freeze a view on the server, behind a short link',
      parameters: [],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(snapshotRequest, { io: 'input' }) } },
      },
      responses: { 201: content('application/json', snapshotMade), ...failures() },
    },
  },
  '/api/v1/snapshots/{id}': {
    ...get('What it is of; its flows come with cluster=snapshot:<id> from every route above', snapshotView, [
      { ...parameter('id', 'Its id'), in: 'path', required: true },
    ]),
    delete: {
      summary: 'Take it back: for its owner only',
      parameters: [{ ...parameter('id', 'Its id'), in: 'path', required: true }],
      responses: { 204: { description: 'It is gone' }, ...failures() },
    },
  },
  '/api/v1/bundles': {
    post: {
      summary: 'A view with its flows as one file, which /api/v1/captures opens',
      parameters: [],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(bundleRequest, { io: 'input' }) } },
      },
      responses: {
        200: {
          description: 'The file',
          content: { 'application/gzip': { schema: { type: 'string', format: 'binary' } } },
        },
        ...failures(),
      },
    },
  },
  '/api/v1/session': {
    ...get('Who asks, and what they may see', sessionAnswer, []),
    delete: {
      summary: 'Sign out',
      parameters: [],
      responses: { 200: content('application/json', signedOutAnswer), ...failures() },
    },
  },
  '/api/v1/reconnect': {
    post: {
      summary: 'Connect to Relay now instead of waiting for the next attempt',
      parameters: [parameter('cluster', 'A cluster; all that wait when absent')],
      responses: { 204: { description: 'It is being tried' }, ...failures() },
    },
  },
  '/api/v1/openapi.json': {
    get: {
      summary: 'This document',
      parameters: [],
      responses: {
        200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  },
};

export const openapi = {
  openapi: '3.1.0',
  info: { title: 'Eyepiece', version, description: 'Flows of Cilium Hubble as rows, maps and drops.' },
  paths: routes,
};

function get(summary: string, schema: z.ZodType, parameters: unknown[]) {
  return { get: { summary, parameters, responses: { 200: content('application/json', schema), ...failures() } } };
}

function parameter(name: string, description: string) {
  return { name, in: 'query', required: false, description, schema: { type: 'string' } };
}

function content(mediaType: string, schema: z.ZodType) {
  return { description: 'The answer', content: { [mediaType]: { schema: z.toJSONSchema(schema, { io: 'output' }) } } };
}

/** By the Accept header; JSON without one. */
function flowFormats() {
  const lines = { schema: { type: 'string' } };
  const answer = content('application/json', flowsAnswer);
  return { ...answer, content: { ...answer.content, 'application/x-ndjson': lines, 'text/csv': lines } };
}

/** Whatever goes wrong is told alike; these may befall any request. */
function failures() {
  return {
    401: { ...failure(), description: 'Nobody is signed in, or a token is not good (any more)' },
    403: { ...failure(), description: 'Nothing is open to this reader, or a page of another site asks' },
    429: {
      ...failure(),
      description: 'Too much was asked at once, or too many streams are open',
      headers: { 'retry-after': { description: 'Whole seconds', schema: { type: 'integer' } } },
    },
    default: failure(),
  };
}

function failure() {
  return { ...content('application/problem+json', problem), description: 'A problem document (RFC 9457)' };
}
