import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const alias = { '@': path.resolve(import.meta.dirname) };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
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
          environment: 'jsdom',
          include: ['**/*.browser.test.tsx'],
          exclude: ['**/node_modules/**', '.next/**', 'e2e/**'],
        },
      },
    ],
  },
});
