/** The bytes of a file of weights. @throws Error if it does not come. */
export async function fetchWeights(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the weights did not come: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
