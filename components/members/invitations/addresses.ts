/**
 * The addresses in what was typed or pasted, as mail programs write them: `Grace Hopper <grace@example.com>, "Lovelace, Ada"
 * <ada@example.com>; mailto:zed@example.com`. In lower case, each once, in their order. What is no address is given too, as it
 * stands, so that it can be marked; the name of somebody whose address follows is not.
 */
export function addressesIn(text: string): string[] {
  const found = text
    // A name in quotes before its address, which may have a comma in it; and `Lovelace, Ada <…>`, as some leave the quotes away.
    .replace(/"[^"]*"(?=\s*<)/g, ' ')
    .replace(/[^,;\n\r<>@]+,(?=[^,;\n\r<>@]*<)/g, '')
    .split(/[,;\n\r]+/u)
    .flatMap((part) => {
      const inside = [...part.matchAll(/<([^<>]*)>/g)].map((match) => match[1] ?? '')
      if (inside.length === 0) return part.split(/\s+/u)
      return [...inside, ...part.slice(part.lastIndexOf('>') + 1).split(/\s+/u)]
    })
    .map(bare)
    .filter((entry) => entry !== '')
  return [...new Set(found)]
}

/** An address without what programs put around it. */
function bare(entry: string): string {
  const text = entry.trim().replace(/^["'“”(<[]+|["'“”)>\].]+$/gu, '')
  return text.replace(/^mailto:([^?]*).*$/iu, '$1').toLowerCase()
}
