// CEL over Hubble's own flow message, as agents evaluate `experimental.cel_expression`: the variable is `_flow`, names
// of the flow package need no prefix, and an expression that fails for a flow does not match it.
import { type CelResult, celEnv, isCelError, objectType, parse, plan } from '@bufbuild/cel';
import { create, createRegistry, fromBinary, fromJsonString } from '@bufbuild/protobuf';
import { compilePattern } from '@/lib/filter/match/patterns';
import { maskHeader, maskUrl, maskUrls } from '@/lib/flow/mask';
import { type Flow, FlowSchema, file_flow_flow } from '@/proto/gen/flow/flow_pb';
import { GetFlowsResponseSchema } from '@/proto/gen/observer/observer_pb';
import type { FlowBytes } from './relay';

type Program = (flow: Flow) => CelResult;

/**
 * Whether the expression holds for a flow as Relay sent it, or as it is shown where secrets are `masked`. Throws on what
 * `celProblem` speaks of.
 */
export function compileCel(expression: string, masked = false): (bytes: FlowBytes) => boolean {
  const program = shown(compile(expression), masked);
  return (bytes) => holds(program, fromBinary(GetFlowsResponseSchema, bytes).responseTypes);
}

/** The same for a flow kept as a line of jsonpb. What Hubble's message has no place for is left out. */
export function compileCelOnJson(expression: string, masked = false): (bytes: Uint8Array) => boolean {
  const program = shown(compile(expression), masked);
  const options = { ignoreUnknownFields: true };
  return (bytes) => {
    const response = fromJsonString(GetFlowsResponseSchema, Buffer.from(bytes).toString(), options);
    return holds(program, response.responseTypes);
  };
}

/**
 * Why an expression cannot be evaluated, as one sentence with what to do; null when it can. Beyond its syntax it is
 * tried on an empty flow, which shows names that do not exist and results that are not true or false.
 */
export function celProblem(expression: string): string | null {
  try {
    const result = compile(expression)(create(FlowSchema));
    if (isCelError(result)) return fatal.test(result.message) ? `${result.message}; ${advice}` : null;
    return typeof result === 'boolean' ? null : `the expression gives no true or false; ${advice}`;
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; ${advice}`;
  }
}

const advice =
  'write CEL over "_flow", which is Hubble\'s flow message, as in _flow.l4.TCP.destination_port > uint(1024), or use the other filter keys.';

/** What is wrong with the expression itself, whatever the flow. */
const fatal =
  /^(?:field not found|unresolved attribute|unbound function|found no matching overload|error parsing regexp)/;

const environment = celEnv({
  namespace: 'flow',
  registry: createRegistry(file_flow_flow),
  variables: { _flow: objectType(FlowSchema) },
  re2: { compile: (pattern) => ({ test: compilePattern(pattern) }) },
});

function compile(expression: string): Program {
  const parsed = parse(expression);
  if (loopDepth(parsed) > mostNested) throw new RangeError('a loop within a loop takes too long on a busy cluster');
  const program = plan(environment, parsed);
  return (flow) => program({ _flow: flow });
}

const mostNested = 1;

/** How deep `all`, `exists`, `filter` and `map` are nested: each level multiplies the work by the length of a list. */
function loopDepth(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const own = 'case' in part && part.case === 'comprehensionExpr' ? 1 : 0;
  return own + Math.max(0, ...Object.values(part).map(loopDepth));
}

/** Else one could find out a masked secret by asking for it letter by letter. */
function shown(program: Program, masked: boolean): Program {
  return masked ? (flow) => program(maskMessage(flow)) : program;
}

/** The message of a flow with its secrets masked in place: it was read for this one question. */
function maskMessage(flow: Flow): Flow {
  flow.Summary = maskUrls(flow.Summary);
  if (flow.l7?.record.case !== 'http') return flow;
  const { value: http } = flow.l7.record;
  http.url = maskUrl(http.url);
  http.headers = http.headers.map(maskHeader);
  return flow;
}

function holds(program: Program, { case: kind, value }: { case?: string; value?: unknown }): boolean {
  if (kind !== 'flow') return false;
  return program(value as Flow) === true;
}
