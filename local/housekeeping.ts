// What AWS does by itself about once a minute, such as DynamoDB's time to live.

const MILLISECONDS = 60_000;

/**
 * Does the work once a minute; what goes wrong is told, and ends nothing.
 * @returns ends it
 */
export function eachMinute(work: () => unknown, name: string, failed: (name: string, error: unknown) => void) {
  const play = async () => work();
  const timer = setInterval(() => void play().catch((error) => failed(name, error)), MILLISECONDS);
  return (): void => clearInterval(timer);
}
