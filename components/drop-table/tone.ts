// The colour and glyph of a drop group.
import { type DropGroup, searchedNames } from '@/lib/drops/group';

/** Red is what was refused, and nothing else. */
export function toneOf({ reason, audited }: Pick<DropGroup, 'reason' | 'audited'>): 'audit' | 'error' | 'dropped' {
  if (audited) return 'audit';
  return reason === searchedNames ? 'error' : 'dropped';
}
