import { render, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { entity } from '@/lib/flow/entity';
import { VeilNote } from './veil';

it('an end that is kept back at both sides is told of once', () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
  const veiled = entity('namespace', 'payments', { namespace: 'payments', veiled: true });
  render(<VeilNote ends={[veiled, { ...veiled }]} named />);
  expect(screen.getAllByText(/only its name is shown/)).toHaveLength(1);
  expect(complain).not.toHaveBeenCalled();
  complain.mockRestore();
});
