// Asks a host that the stub knows nothing of.
export const handler = async ({ order }) => {
  const answer = await fetch("https://rates.example.com/today");
  if (!answer.ok) throw new Error(`rates: status ${answer.status}`);
  return { order, rates: await answer.json() };
};
