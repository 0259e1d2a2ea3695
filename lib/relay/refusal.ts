// What an agent may refuse a request for although nothing is wrong with it, and the request without it.
import type { RelayFilter } from '@/lib/filter/relay/relay-filter';
import { isMaskRefusal } from './flow-mask';
import type { ObserveRequest } from './request';

type Asked = Pick<ObserveRequest, 'whitelist' | 'fieldMask'>;

/** Whether the request has a field mask or a CEL expression, which not every agent takes. */
export function mayBeRefused({ whitelist = [], fieldMask }: Asked): boolean {
  return fieldMask !== undefined || whitelist.some(({ experimental }) => experimental !== undefined);
}

/** Whether this is what an agent answers that does not take them. */
export const isRefusal = (message: string): boolean => isMaskRefusal(message) || celRefusal.test(message);

const celRefusal = /\bCEL\b|cel_expression|<input>:\d|no matching overload/i;

/** The same request without them: more comes, and is looked through here. */
export function plainly<Request extends Asked>(request: Request): Request {
  const whitelist = request.whitelist?.map(withoutCel);
  const isOpen = whitelist?.some((filter) => Object.keys(filter).length === 0);
  return { ...request, fieldMask: undefined, ...(whitelist && { whitelist: isOpen ? [] : whitelist }) };
}

function withoutCel({ experimental: _, ...filter }: RelayFilter): RelayFilter {
  return filter;
}
