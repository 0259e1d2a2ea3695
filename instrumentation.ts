// Runs once when the server starts: flows are collected from then on, not from the first reader.
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('./app/server/start');
  startServer();
}
