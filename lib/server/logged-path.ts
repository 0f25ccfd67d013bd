/** The longest part of a path that is ours: an id has 36 characters. */
const longest = 36

/**
 * What of an address may be logged: the path without its query, and of that only what is too short for a secret. People
 * put keys into addresses, whatever the documentation says.
 */
export function loggedPath(url: string): string {
  const [path = ''] = url.split('?', 1)
  return path
    .split('/')
    .map((part) => (part.length > longest ? '[long]' : part))
    .join('/')
}
