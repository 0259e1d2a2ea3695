'use client';

import { visible } from '@/lib/flow/visible';

/** Another drop group that a policy could be for. */
export interface Candidate {
  readonly id: string;
  readonly label: string;
}

export interface AlsoForProps {
  readonly candidates: readonly Candidate[];
  readonly chosen: readonly string[];
  readonly onChoose: (ids: readonly string[]) => void;
}

/** Drop groups to be let through by the same policies. */
export function AlsoFor({ candidates, chosen, onChoose }: AlsoForProps) {
  return (
    <details className="text-12">
      <summary className="cursor-default text-muted">
        Also for other drops{chosen.length > 0 && `: ${chosen.length.toString()} chosen`}
      </summary>
      <fieldset className="mt-1 grid max-h-48 gap-1 overflow-y-auto pl-1">
        <legend className="sr-only">Other drops to let through</legend>
        {candidates.map(({ id, label }) => (
          <label className="flex items-center gap-2 text-muted" key={id}>
            <input
              checked={chosen.includes(id)}
              onChange={({ target }) => onChoose(target.checked ? [...chosen, id] : chosen.filter((one) => one !== id))}
              type="checkbox"
            />
            <span className="min-w-0 truncate">{visible(label)}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
