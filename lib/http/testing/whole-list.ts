/** A page of a list, as every list of the contract has it. */
export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/**
 * A whole list, in pages of so many.
 * @param listed asks for the page of a query: `?limit=2&q=ada`
 * @param more of the query: `&q=ada`
 */
export async function wholeList<T>(
  listed: (query: string) => Promise<Page<T>>,
  limit: number,
  more = '',
): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: Page<T> = await listed(`?limit=${limit}${more}${cursor ? `&cursor=${cursor}` : ''}`)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return items
}
