import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// No test asserts a time; these only end one that hangs, also on a busy machine.
const patience = { testTimeout: 60_000, hookTimeout: 60_000 };
const alias = { '@': path.resolve(import.meta.dirname) };

export default defineConfig({
  test: {
    // One less is the default: of two cores that leaves one idle.
    maxWorkers: '100%',
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          ...patience,
          environment: 'node',
          include: ['**/*.test.ts'],
          exclude: ['**/node_modules/**', '.next/**', 'e2e/**'],
        },
      },
      {
        resolve: { alias },
        plugins: [react()],
        test: {
          name: 'browser',
          ...patience,
          environment: 'jsdom',
          include: ['**/*.browser.test.tsx'],
          exclude: ['**/node_modules/**', '.next/**', 'e2e/**'],
        },
      },
    ],
  },
});
