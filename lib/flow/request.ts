// What was asked for, in few words that many requests share.
import type { FlowFacts } from './flow';
import { pathTemplate } from './path-template';

/**
 * What a proxy was asked for, without what differs from request to request: `DELETE /api/v1/users/{id}`,
 * `A api.example.com.`, `produce orders`; '' where nothing says it. As it was sent, so hostile.
 */
export function requestOf({ l7 }: FlowFacts): string {
  if (l7?.http) return requestText(l7.http.method, pathTemplate(l7.http.url));
  if (l7?.dns) return requestText(l7.dns.qtypes.join(','), l7.dns.query);
  return l7?.kafka ? requestText(l7.kafka.apiKey, l7.kafka.topic) : '';
}

function requestText(what: string, of: string): string {
  return [what.slice(0, 40), of.slice(0, 253)].filter(Boolean).join(' ');
}
